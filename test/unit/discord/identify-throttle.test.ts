/** Gateways that end every session, in virtual time. */
import { describe, expect, test } from 'vitest';
import { createIdentifyThrottle } from '#discord/gateway/identify-throttle.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';
import { mostInWindow } from '#test/fixtures/most-in-window.ts';

const DAY_MS = 86_400_000;
/** Discord's limit in a day. */
const DAILY_LIMIT = 1_000;
const START_MS = 1_790_000_000_000;

/** Time that is over as soon as somebody waits for it. */
function setUp() {
  let nowMs = START_MS;
  const facts = memoryFacts();
  const clock = {
    nowMs: () => nowMs,
    sleepUntil: async (atMs: number) => {
      nowMs = Math.max(nowMs, atMs);
    },
  };
  return {
    facts,
    clock,
    begin: () => createIdentifyThrottle({ facts, clock, log: listeningLog().log }),
    nowMs: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const NEVER = new AbortController().signal;

describe('beginning sessions', () => {
  test('the first begins at once, the second after Discord’s five seconds', async () => {
    const { begin, nowMs } = setUp();
    const throttle = begin();
    await throttle.waitForIdentify(0, NEVER);
    expect(nowMs()).toBe(START_MS);
    await throttle.waitForIdentify(0, NEVER);
    expect(nowMs()).toBe(START_MS + 5_000);
  });

  test('eight within an hour wait for nothing but Discord’s five seconds', async () => {
    const { begin, nowMs, pass } = setUp();
    const throttle = begin();
    for (let one = 0; one < 9; one += 1) {
      const askedMs = nowMs();
      await throttle.waitForIdentify(0, NEVER);
      expect(nowMs()).toBe(askedMs);
      pass(5_000);
    }
    const askedMs = nowMs();
    await throttle.waitForIdentify(0, NEVER);
    expect(nowMs()).toBe(askedMs + 5_000);
  });

  test('a gateway that ends each session at once sees fewer than 450 in a day', async () => {
    const { begin, nowMs } = setUp();
    const throttle = begin();
    const begun: number[] = [];
    while (nowMs() < START_MS + 2 * DAY_MS) {
      await throttle.waitForIdentify(0, NEVER);
      begun.push(nowMs());
    }
    expect(mostInWindow(begun, DAY_MS)).toBeLessThan(450);
    expect(mostInWindow(begun, DAY_MS)).toBeGreaterThan(100);
  });

  test('a bot that crashes at every start stays below the day’s limit', async () => {
    const { begin, nowMs, pass } = setUp();
    const begun: number[] = [];
    while (nowMs() < START_MS + 3 * DAY_MS) {
      // A process that begins three sessions, dies, and is started again.
      const throttle = begin();
      for (let one = 0; one < 3; one += 1) {
        await throttle.waitForIdentify(0, NEVER);
        begun.push(nowMs());
      }
      pass(1_000);
    }
    expect(mostInWindow(begun, DAY_MS)).toBeLessThan(DAILY_LIMIT);
  });

  test('many shards begin one after another, and not ever more slowly', async () => {
    const { begin, nowMs } = setUp();
    const throttle = begin();
    for (let shard = 0; shard < 20; shard += 1) await throttle.waitForIdentify(shard, NEVER);
    expect(nowMs()).toBe(START_MS + 19 * 5_000);
  });

  test('processes take turns of one pace, whatever begins where', async () => {
    const { begin, nowMs } = setUp();
    const begun: number[] = [];
    for (let shard = 0; shard < 8; shard += 1) {
      await begin().waitForIdentify(shard, NEVER);
      begun.push(nowMs() - START_MS);
    }
    expect(begun).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000]);
  });

  test('lanes that Discord allows go side by side', async () => {
    const { facts, clock, nowMs } = setUp();
    const limits = () => ({ perDay: 1_000, lanes: 4 });
    const throttle = createIdentifyThrottle({ facts, clock, limits, log: listeningLog().log });
    const begun: (readonly [lane: number, atMs: number])[] = [];
    for (let shard = 0; shard < 12; shard += 1) {
      await throttle.waitForIdentify(shard, NEVER);
      begun.push([shard % 4, nowMs() - START_MS]);
    }
    expect(nowMs()).toBe(START_MS + 2 * 5_000);
    for (let lane = 0; lane < 4; lane += 1) {
      expect(begun.filter((one) => one[0] === lane).map(([, atMs]) => atMs)).toEqual([
        0, 5_000, 10_000,
      ]);
    }
  });

  test('a bot that Discord allows more begins more in a day', async () => {
    const { facts, clock, nowMs } = setUp();
    const limits = () => ({ perDay: 4_000, lanes: 16 });
    for (let begun = 0; begun < 1_500; begun += 1) {
      const throttle = createIdentifyThrottle({ facts, clock, limits, log: listeningLog().log });
      await throttle.waitForIdentify(begun % 16, NEVER);
    }
    expect(nowMs() - START_MS).toBeLessThan(DAY_MS / 24);
  });

  test('a clock that was set back a day does not forget what began', async () => {
    const { begin, nowMs, pass } = setUp();
    let begun = 0;
    for (; begun < 600; begun += 1) {
      await begin().waitForIdentify(0, NEVER);
    }
    pass(-DAY_MS);
    const before = nowMs();
    await begin().waitForIdentify(0, NEVER);
    expect(nowMs() - before).toBeGreaterThan(100_000);
  });

  test('whoever gives up while waiting takes nobody’s turn', async () => {
    const { begin, nowMs } = setUp();
    const throttle = begin();
    const gone = AbortSignal.abort(new Error('the socket closed'));
    await expect(throttle.waitForIdentify(0, gone)).rejects.toThrow('the socket closed');
    await throttle.waitForIdentify(0, NEVER);
    expect(nowMs()).toBe(START_MS);
  });
});
