/**
 * More than the bot can work off. How: the whole Discord edge on a playground whose clock the test sets; interactions are
 * held back there, so that they are old when they arrive, and the inside counts what reaches it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIntake } from '#discord/gateway/intake.ts';
import { createRequestLimits, LIMIT_SIZES } from '#discord/gateway/request-limits.ts';
import { createBusyAnswers } from '#discord/replies/busy-answers.ts';
import { LANGUAGES } from '#i18n/language.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, listeningLog, setUpEdge } from '#test/fixtures/discord-edge.ts';

const EPHEMERAL = 64;
const OLD_MS = 800;
const GIVEN_UP_MS = 3_000;
const BUSY = '**The bot is busy**';

let edge: Edge;
let reached = 0;
beforeEach(async () => {
  reached = 0;
  edge = await setUpEdge({
    requestImagine: async () => {
      reached += 1;
      return { kind: 'rejected', rejection: { kind: 'queue-full' } };
    },
  });
});
afterEach(() => edge.stop());

const callbacks = () => edge.playground.traffic.count('interaction-callback');
const shed = (what: string) => edge.measured.filter((line) => line === `shed ${what}`).length;

/** The member types `/imagine`, which arrives so many ms old; it was answered when this resolves, unless it is too old. */
async function imagine(ageMs: number, event: 'once' | 'twice' = 'once') {
  const { playground, clock, member, channelId } = edge;
  const commandId = playground.commands().find(({ name }) => name === 'imagine')?.id ?? '';
  const options = [{ name: 'prompt', type: 3, value: 'a lighthouse' }];
  if (ageMs > 0) playground.fault({ kind: 'delay-interactions', ms: ageMs });
  else if (event === 'twice') playground.fault({ kind: 'duplicate-interactions' });
  const before = callbacks();
  const act = await member.begin({
    kind: 'command',
    channelId,
    commandId,
    options,
    files: new Map(),
  });
  clock.advance(ageMs);
  if (ageMs > GIVEN_UP_MS) return act;
  await playground.until(() => callbacks() > before);
  await edge.router.idle();
  return act;
}

/** Everything waits for too long, for long enough. */
async function fallBehind() {
  await imagine(OLD_MS);
  await imagine(OLD_MS);
}

test('what comes while the bot is behind is answered with busy, in one request, and reaches nothing', async () => {
  await fallBehind();
  expect([reached, shed('busy')]).toEqual([1, 1]);
  const before = callbacks();
  const act = await imagine(OLD_MS);
  expect([reached, shed('busy'), callbacks()]).toEqual([1, 2, before + 1]);
  expect(act.message()?.content).toContain(BUSY);
  expect((act.message()?.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  expect(edge.lines.filter((line) => line.includes('overloaded:'))).toHaveLength(1);
});

test('the bot goes back to work by itself, and says for how long it did not', async () => {
  await fallBehind();
  await imagine(0);
  expect(reached).toBe(2);
  edge.clock.advance(10_000);
  await imagine(0);
  expect(reached).toBe(3);
  expect(edge.lines.filter((line) => line.includes('overload is over'))).toEqual([
    expect.stringContaining('"busy":1'),
  ]);
});

test('a press is answered with busy, too', async () => {
  await fallBehind();
  const { playground, member, channelId } = edge;
  const ids = ['f1.0000000000000001.u1'];
  const { id } = await postButtons(playground, channelId, ids);
  playground.fault({ kind: 'delay-interactions', ms: OLD_MS });
  const before = callbacks();
  const act = await member.begin({
    kind: 'press',
    channelId,
    messageId: id,
    customId: ids[0] ?? '',
    values: [],
    forged: true,
  });
  edge.clock.advance(OLD_MS);
  await playground.until(() => callbacks() > before);
  await edge.router.idle();
  expect(act.message()?.content).toContain(BUSY);
});

test('what Discord has given up on is dropped without a request', async () => {
  await fallBehind();
  const before = callbacks();
  await imagine(GIVEN_UP_MS + 1);
  // Events come in order.
  await imagine(0);
  expect([reached, callbacks(), shed('dropped')]).toEqual([2, before + 1, 1]);
});

test('what comes too old to an idle bot is counted and logged', async () => {
  await imagine(GIVEN_UP_MS + 1);
  await imagine(0);
  expect([reached, shed('dropped')]).toEqual([1, 0]);
  expect(edge.measured).toEqual(['unanswered late', 'imagine']);
  expect(edge.lines.filter((line) => line.includes('interaction too old to answer'))).toEqual([
    expect.stringContaining(`"ageMs":${GIVEN_UP_MS + 1}`),
  ]);
});

describe('by itself', () => {
  const payload = (id: number, more: object = {}) => ({
    id: String(id),
    type: 2,
    token: 'token',
    // Each by somebody else, elsewhere.
    member: { user: { id: String(id) } },
    guild_id: String(id),
    ...more,
  });

  /** The door alone, in front of work that is only counted. */
  function setUp(
    ageMs: () => number | null,
    underway = () => 0,
    work: (given: unknown) => 'taken' | 'ignored' = () => 'taken',
  ) {
    let uptimeMs = 0;
    const worked: unknown[] = [];
    const counts = { busy: 0, dropped: 0 };
    const meter = {
      interactionShed: (what: 'busy' | 'dropped') => {
        counts[what] += 1;
      },
      interactionUnanswered: () => {},
      interactionAnswered: () => {},
      requestRefused: () => {},
    };
    const { log, lines } = listeningLog();
    const clock = { nowMs: () => uptimeMs };
    const intake = createIntake({
      work: (given) => {
        worked.push(given);
        return work(given);
      },
      underway,
      ageMs,
      loopLoad: () => 1,
      busy: createBusyAnswers({ rest: edge.rest, uptimeMs: () => uptimeMs, meter, log }),
      limits: createRequestLimits({ clock, meter }),
      uptimeMs: () => uptimeMs,
      meter,
      log,
    });
    const pass = (ms: number) => {
      uptimeMs += ms;
    };
    return { intake, worked, counts, lines, pass };
  }

  /** A response that Discord waits for. */
  function response() {
    const bodies: object[] = [];
    let accepted = 0;
    const inline: InlineReply = {
      send: async (body) => {
        bodies.push(body);
        return 'sent';
      },
      accept: () => {
        accepted += 1;
      },
    };
    return { inline, bodies, accepted: () => accepted };
  }

  test('a thousand that arrive at once are let in a few at a turn, and none is forgotten', async () => {
    const { intake, worked } = setUp(() => 0);
    for (let id = 1; id <= 1_000; id++) intake.handle(payload(id), null);
    expect(worked.length).toBeGreaterThan(0);
    expect(worked.length).toBeLessThan(65);
    await intake.idle();
    expect(worked.map((each) => JSON.stringify(each))).toEqual(
      Array.from({ length: 1_000 }, (_, place) => JSON.stringify(payload(place + 1))),
    );
  });

  test('no more than two thousand wait: what comes then is dropped', async () => {
    const { intake, worked, counts } = setUp(() => 0);
    const { inline, accepted } = response();
    for (let id = 1; id <= 5_000; id++) intake.handle(payload(id), inline);
    await intake.idle();
    expect(worked.length).toBeLessThan(2_100);
    expect(worked.length + counts.dropped).toBe(5_000);
    expect(accepted()).toBe(counts.dropped);
  });

  test('a server that floods delays only itself', async () => {
    const { intake, worked, counts, pass } = setUp(() => null);
    const { inline, bodies } = response();
    for (let id = 1; id <= 1_000; id++) intake.handle(payload(id, { guild_id: '7' }), inline);
    pass(600);
    await nextTurn();
    pass(600);
    await nextTurn();
    expect(counts.busy).toBeGreaterThan(0);
    const before = worked.length;
    for (let id = 1_001; id <= 1_010; id++) intake.handle(payload(id), inline);
    await nextTurn();
    expect(worked.slice(before, before + 10)).toEqual(
      Array.from({ length: 10 }, (_, place) => payload(1_001 + place)),
    );
    await intake.idle();
    expect([worked.length + counts.busy, bodies.length]).toEqual([1_010, counts.busy]);
  });

  test('waiting counts where Discord’s time is not known', async () => {
    const { intake, worked, counts, pass } = setUp(() => null);
    const { inline, bodies } = response();
    for (let id = 1; id <= 200; id++) intake.handle(payload(id), inline);
    const atOnce = worked.length;
    pass(600);
    await nextTurn();
    pass(600);
    await intake.idle();
    expect(worked.length).toBeGreaterThanOrEqual(atOnce);
    expect(counts.busy).toBeGreaterThan(0);
    expect(bodies).toHaveLength(counts.busy);
    expect(worked.length + counts.busy).toBe(200);
  });

  test('while many are being told, the others wait, and are told as soon as one has been', async () => {
    const { intake, counts } = setUp(
      () => 0,
      () => 2_000,
    );
    const sends: (() => void)[] = [];
    const inline: InlineReply = {
      send: () => new Promise((resolve) => sends.push(() => resolve('sent'))),
      accept: () => {},
    };
    for (let id = 1; id <= 400; id++) intake.handle(payload(id), inline);
    await vi.waitFor(() => expect(counts.busy).toBe(256));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect([counts.busy, sends.length]).toEqual([256, 256]);
    for (let told = 0; told < 400; told++) {
      await vi.waitFor(() => expect(sends.length).toBeGreaterThan(told));
      sends[told]?.();
    }
    await intake.idle();
    expect(counts).toEqual({ busy: 400, dropped: 0 });
  });

  test('an event that comes again is not worked on after busy', async () => {
    let underway = 2_000;
    const { intake, worked, counts } = setUp(
      () => 0,
      () => underway,
    );
    const { inline, bodies } = response();
    intake.handle(payload(1), inline);
    underway = 0;
    intake.handle(payload(1), inline);
    intake.handle(payload(2), inline);
    await intake.idle();
    expect([counts.busy, bodies.length]).toEqual([1, 1]);
    expect(worked).toEqual([payload(2)]);
  });

  test.each(LANGUAGES)('says so in %s, and to somebody who types nothing', async (locale) => {
    const { intake } = setUp(
      () => 0,
      () => 2_000,
    );
    const { inline, bodies } = response();
    intake.handle(payload(1, { locale }), inline);
    intake.handle(payload(2, { locale, type: 4 }), inline);
    intake.handle(payload(3, { locale, type: 5 }), inline);
    await intake.idle();
    expect(bodies).toEqual([
      {
        type: 4,
        data: {
          content: expect.stringMatching(/^\*\*.+\*\*\n.{20,}/),
          flags: EPHEMERAL,
          allowed_mentions: { parse: [], replied_user: false },
        },
      },
      { type: 8, data: { choices: [] } },
      bodies[0],
    ]);
    expect(JSON.stringify(bodies[0]).includes(BUSY)).toBe(locale === 'en');
  });

  test('who floods the bot is answered after the others, and not when it is too late', async () => {
    let ageMs = 0;
    const { intake, worked } = setUp(
      () => ageMs,
      () => 0,
      (given) => (JSON.stringify(given).includes('flood') ? 'ignored' : 'taken'),
    );
    const { inline, bodies, accepted } = response();
    for (let id = 1; id <= 300; id++) intake.handle(payload(id, { flood: true }), inline);
    const told = bodies.length;
    intake.handle(payload(301), inline);
    await intake.idle();
    expect(told).toBe(0);
    expect([worked.length, bodies.length, accepted()]).toEqual([301, 300, 0]);
    ageMs = 2_600;
    intake.handle(payload(302, { flood: true }), inline);
    await intake.idle();
    expect([worked.length, bodies.length, accepted()]).toEqual([302, 300, 1]);
  });

  test('an event that comes again after a flood is not worked on, for ten seconds', async () => {
    const verdicts: ('taken' | 'ignored')[] = ['ignored'];
    const { intake, worked, pass } = setUp(
      () => 0,
      () => 0,
      () => verdicts.shift() ?? 'taken',
    );
    const { inline, bodies } = response();
    intake.handle(payload(1), inline);
    await intake.idle();
    intake.handle(payload(1), inline);
    expect([worked.length, bodies.length]).toEqual([1, 1]);
    pass(10_001);
    intake.handle(payload(1), inline);
    expect(worked).toHaveLength(2);
  });

  test('no more than two thousand of those who flood are kept', async () => {
    const { intake } = setUp(
      () => 0,
      () => 0,
      () => 'ignored',
    );
    const { inline, bodies, accepted } = response();
    let sent = 0;
    for (; sent < 1_900; sent++) intake.handle(payload(sent + 1), inline);
    await nextTurn();
    for (; sent < 3_800; sent++) intake.handle(payload(sent + 1), inline);
    await intake.idle();
    expect(bodies.length + accepted()).toBe(3_800);
    expect(accepted()).toBeGreaterThan(0);
  });

  test('who floods an overloaded bot is told last', async () => {
    const { intake, counts } = setUp(
      () => 0,
      () => 2_000,
    );
    const { inline, bodies, accepted } = response();
    const flooded = LIMIT_SIZES.person.burst + LIMIT_SIZES.notice.burst;
    for (let id = 1; id <= 500; id++) {
      intake.handle(payload(id, { member: { user: { id: '77' } } }), inline);
    }
    await intake.idle();
    expect([counts.busy, bodies.length, accepted()]).toEqual([flooded, 500, 0]);
  });
});
