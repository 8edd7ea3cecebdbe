import { describe, expect, it } from 'vitest';
import { createDiscordClock } from '#discord/gateway/discord-clock.ts';

const AT_MS = Date.parse('2026-03-01T12:00:00.000Z');
const UPTIME_MS = 5_000;
const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** An interaction of that moment. */
const sentAt = (atMs: number) => ({ id: String(BigInt(atMs - DISCORD_EPOCH_MS) << 22n) });
const date = (atMs: number) => new Date(atMs).toUTCString();

/** Discord's clock at `AT_MS`, heard of through answers that came so long ago. */
function heard(...agoMs: readonly number[]) {
  let uptimeMs = 0;
  const clock = createDiscordClock(() => uptimeMs);
  for (const ago of agoMs) {
    uptimeMs = UPTIME_MS - ago;
    clock.learn(date(AT_MS - ago));
  }
  uptimeMs = UPTIME_MS;
  return clock;
}

describe('the age of an interaction', () => {
  it.each([
    ['just now', 0],
    ['almost three seconds ago', 2_900],
    ['four seconds ago', 4_000],
  ])('sent %s', (_name, agoMs) => {
    expect(heard(0).ageMs(sentAt(AT_MS - agoMs))).toBe(agoMs);
  });

  it('is never negative: what Discord says of its time is a little old', () => {
    expect(heard(0).ageMs(sentAt(AT_MS + 400))).toBe(0);
  });

  it('is as exact as the answer that came closest to the beginning of its second', () => {
    // Of these, answers say the time by 600, 100 and 900 ms too little.
    expect(heard(1_400, 900, 100).ageMs(sentAt(AT_MS - 2_000))).toBe(1_900);
  });

  it('forgets exact answers after two minutes, in which the clocks may have drifted', () => {
    let uptimeMs = 0;
    const clock = createDiscordClock(() => uptimeMs);
    clock.learn(date(AT_MS + 5_000));
    for (uptimeMs = 1_000; uptimeMs < 130_000; uptimeMs += 1_000)
      clock.learn(date(AT_MS + uptimeMs));
    expect(clock.ageMs(sentAt(AT_MS + uptimeMs - 1_000))).toBe(1_000);
  });

  it('is not known before Discord has said what time it is, nor of what has no id', () => {
    const clock = createDiscordClock(() => 0);
    clock.learn(null);
    clock.learn('nonsense');
    expect(clock.ageMs(sentAt(DISCORD_EPOCH_MS))).toBeNull();
    clock.learn(date(AT_MS));
    for (const payload of [null, {}, { id: 5 }, { id: 'x' }])
      expect(clock.ageMs(payload)).toBeNull();
  });
});
