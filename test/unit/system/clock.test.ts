import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '#system/clock.ts';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether a wait of that long is over. */
function sleep(ms: number): () => boolean {
  let isOver = false;
  void systemClock.sleepUntil(Date.now() + ms, never).then(() => {
    isOver = true;
  });
  return () => isOver;
}

it('wakes at its time, and not before', async () => {
  const isOver = sleep(2_000);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver()).toBe(true);
});

it('sleeps longer than a timer can, in pieces', async () => {
  const isOver = sleep(2 ** 31 + 5_000);
  await vi.advanceTimersByTimeAsync(2 ** 31 - 1);
  expect(isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(isOver()).toBe(true);
});

it.each([
  ['back', -HOUR_MS],
  ['on', HOUR_MS],
])(
  'wakes after as long as it was to be when somebody sets the clock an hour %s',
  async (_, byMs) => {
    const isOver = sleep(2_000);
    vi.setSystemTime(Date.now() + byMs);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver()).toBe(true);
  },
);
