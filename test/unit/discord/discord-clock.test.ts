import { describe, expect, it } from 'vitest';
import { createDiscordClock } from '#discord/gateway/discord-clock.ts';

const AT_MS = Date.parse('2026-03-01T12:00:00.000Z');
const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** An interaction of that moment. */
const sentAt = (atMs: number) => ({ id: String(BigInt(atMs - DISCORD_EPOCH_MS) << 22n) });

describe('whether an interaction can still be answered', () => {
  it.each([
    ['at once', 0, 0, false],
    ['almost three seconds ago', 2_900, 0, false],
    ['four seconds ago', 4_000, 0, true],
    ['four seconds ago, by a machine that is an hour late', 4_000, -3_600_000, true],
    ['just now, by a machine that is an hour early', 100, 3_600_000, false],
  ])('sent %s', (_name, agoMs, machineAheadMs, isTooLate) => {
    const clock = createDiscordClock({ nowMs: () => AT_MS + machineAheadMs });
    clock.learn(new Date(AT_MS).toUTCString());
    expect(clock.isTooLate(sentAt(AT_MS - agoMs))).toBe(isTooLate);
  });

  it('is not denied before Discord has said what time it is, nor of what has no id', () => {
    const clock = createDiscordClock({ nowMs: () => AT_MS });
    clock.learn(null);
    clock.learn('nonsense');
    expect(clock.isTooLate(sentAt(0 + DISCORD_EPOCH_MS))).toBe(false);
    clock.learn(new Date(AT_MS).toUTCString());
    expect([null, {}, { id: 5 }, { id: 'x' }].map(clock.isTooLate)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
