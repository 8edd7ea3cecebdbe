import { describe, expect, it } from 'vitest';
import { ATTEMPTS_MAX, mayRetry, pauseMs } from '#application/run/retry-policy.ts';

describe('retry policy', () => {
  it.each([
    ['moderated', 0, false],
    ['input-refused', 0, false],
    ['unauthorized', 0, false],
    ['out-of-credit', 0, false],
    ['generation-failed', 0, false],
    ['rate-limited', 0, true],
    ['unavailable', 3, true],
    ['unavailable', ATTEMPTS_MAX - 1, false],
    ['not-found', 0, true],
    ['picture-unavailable', 1, true],
  ] as const)('%s after %i failed tries: %s', (kind, attempts, expected) => {
    expect(mayRetry(kind, attempts)).toBe(expected);
  });

  it.each([
    [0, 0, 0, 1000],
    [0, 1, 0, 2000],
    [1, 1, 0, 4000],
    [20, 1, 0, 300_000],
    [0, 1, 30_000, 30_000],
  ])(
    'after %i tries with chance %d and a wish of %i ms waits %i ms',
    (attempts, unit, wish, ms) => {
      expect(pauseMs(attempts, unit, wish)).toBe(ms);
    },
  );
});
