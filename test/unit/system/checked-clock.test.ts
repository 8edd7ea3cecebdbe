/** How: a machine's clock and a reference that the test moves. */
import { expect, it } from 'vitest';
import { createCheckedClock } from '#system/checked-clock.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 21, 12);

function setup() {
  const state = { aheadMs: 0, isKnown: true };
  const lines: string[] = [];
  const slept: number[] = [];
  const note = (_: object, message: string) => void lines.push(message);
  const clock = createCheckedClock(
    { nowMs: () => NOW + state.aheadMs, sleepUntil: async (atMs) => void slept.push(atMs) },
    () => (state.isKnown ? NOW : null),
    { error: note, info: note },
  );
  return { state, lines, slept, clock };
}

it.each([
  ['behind', -400 * 24 * HOUR_MS, 0],
  ['an hour ahead', HOUR_MS, 0],
  ['a day ahead', 24 * HOUR_MS, 0],
  ['two days ahead', 48 * HOUR_MS, 48 * HOUR_MS],
  ['years ahead', 2_000 * 24 * HOUR_MS, 2_000 * 24 * HOUR_MS],
])('a clock that is %s', (_, aheadMs, tooMuchMs) => {
  const { clock, state } = setup();
  state.aheadMs = aheadMs;
  expect(clock.aheadMs()).toBe(tooMuchMs);
  expect(clock.nowMs()).toBe(NOW + aheadMs - tooMuchMs);
});

it('waits as long by a clock that is wrong as by one that is right', async () => {
  const { clock, state, slept } = setup();
  state.aheadMs = 1_000 * HOUR_MS;
  await clock.sleepUntil(clock.nowMs() + 5, AbortSignal.timeout(60_000));
  expect(slept).toEqual([NOW + 1_000 * HOUR_MS + 5]);
});

it('is told once when it goes wrong, and once when it is right again', () => {
  const { clock, state, lines } = setup();
  for (const aheadMs of [0, 1_000 * HOUR_MS, 1_000 * HOUR_MS, HOUR_MS, 0]) {
    state.aheadMs = aheadMs;
    clock.nowMs();
  }
  expect(lines).toEqual(["clock wrong: Discord's time is used", 'clock right again']);
});

it('is followed while nothing is known to compare it with', () => {
  const { clock, state, lines } = setup();
  Object.assign(state, { isKnown: false, aheadMs: 1_000 * HOUR_MS });
  expect(clock.nowMs()).toBe(NOW + 1_000 * HOUR_MS);
  expect(lines).toEqual([]);
});
