import { describe, expect, it } from 'vitest';
import { isAmount } from '#domain/credits.ts';

describe('isAmount', () => {
  it.each([1, 8, 1_000_000_000])('takes %d', (amount) => {
    expect(isAmount(amount)).toBe(true);
  });

  it.each([0, -1, 0.5, 1.000001, 1_000_000_001, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
    'refuses %d',
    (amount) => {
      expect(isAmount(amount)).toBe(false);
    },
  );
});
