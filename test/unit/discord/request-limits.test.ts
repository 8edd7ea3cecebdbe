/** The buckets alone, in virtual time. */
import { describe, expect, test } from 'vitest';
import {
  createRequestLimits,
  LIMIT_SIZES,
  type LimitVerdict,
} from '#discord/gateway/request-limits.ts';
import { guildId, type UserId, userId } from '#domain/ids.ts';
import type { RequestKind } from '#ports/meter.ts';

const GUILD = guildId('130000000000000001');
const person = (number: number): UserId =>
  userId(`12000000000000${String(number).padStart(4, '0')}`);

function setup() {
  let nowMs = 1_790_000_000_000;
  const counted: string[] = [];
  const limits = createRequestLimits({
    clock: { nowMs: () => nowMs },
    meter: { requestRefused: (whose, kind) => counted.push(`${whose} ${kind}`) },
  });
  const ask = (who: UserId, kind: RequestKind = 'component', guild = GUILD) =>
    limits.take({ kind, userId: who, guildId: guild });
  const askOften = (count: number, who: UserId, kind?: RequestKind): readonly LimitVerdict[] =>
    Array.from({ length: count }, () => ask(who, kind));
  return {
    counted,
    ask,
    askOften,
    nowMs: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const kinds = (verdicts: readonly LimitVerdict[], kind: LimitVerdict['kind']) =>
  verdicts.filter((verdict) => verdict.kind === kind).length;

describe('one person', () => {
  test('who presses a thousand times is refused, told three times, and then ignored', () => {
    const { askOften, counted, nowMs } = setup();
    const verdicts = askOften(1_000, person(1));
    expect(kinds(verdicts, 'allowed')).toBe(60);
    expect(kinds(verdicts, 'refused')).toBe(3);
    expect(kinds(verdicts, 'ignored')).toBe(937);
    expect(verdicts[60]).toEqual({ kind: 'refused', scope: 'person', untilMs: nowMs() + 5_000 });
    expect(counted).toHaveLength(940);
    expect(new Set(counted)).toEqual(new Set(['person component']));
  });

  test('has ten again at the moment that the refusal named', () => {
    const { askOften, pass } = setup();
    askOften(61, person(1));
    pass(5_000);
    expect(kinds(askOften(10, person(1)), 'allowed')).toBe(10);
  });

  test('never takes from another, nor from what is left of the server', () => {
    const { ask, askOften } = setup();
    askOften(10_000, person(1));
    expect(ask(person(2))).toEqual({ kind: 'allowed' });
    const others = Array.from({ length: 9 }, (_, n) => askOften(60, person(10 + n))).flat();
    expect(kinds(others, 'allowed')).toBe(LIMIT_SIZES.server.burst - 61);
  });

  test('can press while suggestions are asked for, and the other way round', () => {
    const { ask, askOften } = setup();
    askOften(1_000, person(1), 'autocomplete');
    expect(ask(person(1), 'command')).toEqual({ kind: 'allowed' });
    askOften(1_000, person(2));
    expect(ask(person(2), 'autocomplete')).toEqual({ kind: 'allowed' });
  });

  test('gains nothing when the clock is set back', () => {
    const { askOften, pass } = setup();
    askOften(60, person(1));
    pass(-3_600_000);
    expect(kinds(askOften(5, person(1)), 'allowed')).toBe(0);
  });
});

describe('a busy server', () => {
  test('of 500 people who each ask once in 20 seconds is never refused', () => {
    const { ask, pass, counted } = setup();
    for (let second = 0; second < 120; second++) {
      for (let n = 0; n < 25; n++) ask(person((second * 25 + n) % 500), 'command');
      pass(1_000);
    }
    expect(counted).toEqual([]);
  });

  test('is refused by its own name where many ask too much, and leaves other servers alone', () => {
    const { ask, counted } = setup();
    const verdicts = Array.from({ length: 700 }, (_, n) => ask(person(n)));
    expect(kinds(verdicts, 'allowed')).toBe(600);
    expect(verdicts[600]).toMatchObject({ kind: 'refused', scope: 'server' });
    expect(counted[0]).toBe('server component');
    expect(ask(person(1), 'command', guildId('130000000000000002'))).toEqual({ kind: 'allowed' });
  });
});

test('a person who was fast types on without suggestions being missed: ten a second for ten seconds', () => {
  const { ask, pass } = setup();
  const verdicts = Array.from({ length: 100 }, () => {
    pass(100);
    return ask(person(1), 'autocomplete');
  });
  expect(kinds(verdicts, 'allowed')).toBeGreaterThan(95);
});
