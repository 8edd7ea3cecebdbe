/** The normal distribution, with errors below 1e-6. */

/** Its height at `z`. */
export const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The share below `z` (Abramowitz and Stegun, 26.2.17). */
export function shareBelow(z: number): number {
  if (z < 0) return 1 - shareBelow(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - density(z) * series;
}

/** The inverse of `shareBelow`, by bisection; the result is within -6 and 6. */
export function endOfShare(share: number): number {
  let [low, high] = [-6, 6];
  for (let n = 0; n < 40; n++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
