/**
 * How long jobs of one kind usually take, as three numbers: durations of generations are close to log-normal. Polling
 * never sees the end itself, only the last poll before it and the first one after it. A job that the first poll finds
 * finished may have ended at any earlier time and counts as the mean of that part of the curve; otherwise late polls
 * would look like long durations.
 */

/** Of the natural logarithm of milliseconds. */
export type DurationSpread = {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
};

/** A job ended after `fromMs` and not after `toMs`; equal where a webhook reported the end. */
export type SeenEnd = { readonly fromMs: number; readonly toMs: number };

/** Newer jobs outweigh older ones: vendors become faster and slower. */
const MEMORY_JOBS = 40;
/** The assumed spread before any observation, and how many jobs that assumption is worth. */
const FIRST_SIGMA = 0.4;
const FIRST_SIGMA_JOBS = 4;
const SIGMA_MIN = 0.08;
const SIGMA_MAX = 1;

/** The spread with one more end seen; `known` is null for the first job. */
export function learnEnd(known: DurationSpread | null, end: SeenEnd): DurationSpread {
  const seen = logOf(known, end);
  if (known === null) return { count: 1, mean: seen.mean, variance: FIRST_SIGMA ** 2 };
  const weight = 1 / Math.min(known.count + 1, MEMORY_JOBS);
  const varianceWeight = 1 / Math.min(known.count + 1 + FIRST_SIGMA_JOBS, MEMORY_JOBS);
  const step = seen.mean - known.mean;
  return {
    count: known.count + 1,
    mean: known.mean + weight * step,
    variance:
      (1 - varianceWeight) * (known.variance + varianceWeight * step ** 2) +
      varianceWeight * seen.variance,
  };
}

function logOf(
  known: DurationSpread | null,
  { fromMs, toMs }: SeenEnd,
): { readonly mean: number; readonly variance: number } {
  const end = Math.log(Math.max(1, toMs));
  if (fromMs > 0 || known === null) {
    return { mean: Math.log(Math.max(1, fromMs > 0 ? (fromMs + toMs) / 2 : toMs)), variance: 0 };
  }
  // The part of the curve below `end` (a normal distribution cut off above).
  const sigma = sigmaOf(known);
  const z = Math.max(-4, (end - known.mean) / sigma);
  const ratio = normalPdf(z) / normalCdf(z);
  return {
    mean: Math.min(end, known.mean - sigma * ratio),
    variance: Math.max(0, sigma ** 2 * (1 - z * ratio - ratio ** 2)),
  };
}

/** The time by which the given share of jobs is done, in ms after acceptance. */
export function doneByMs(spread: DurationSpread, share: number): number {
  return Math.exp(spread.mean + sigmaOf(spread) * normalQuantile(share));
}

/** The share of jobs done by then. */
export function shareDoneBy(spread: DurationSpread, elapsedMs: number): number {
  return normalCdf((Math.log(Math.max(1, elapsedMs)) - spread.mean) / sigmaOf(spread));
}

const sigmaOf = ({ variance }: DurationSpread): number =>
  Math.min(SIGMA_MAX, Math.max(SIGMA_MIN, Math.sqrt(variance)));

const normalPdf = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Abramowitz and Stegun, 26.2.17; the error is below 1e-6. */
function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - normalPdf(z) * series;
}

/** By bisection; the result is within -6 and 6. */
function normalQuantile(share: number): number {
  let [low, high] = [-6, 6];
  for (let n = 0; n < 40; n++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
