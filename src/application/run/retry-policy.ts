import type { FailureKind } from '#domain/failure.ts';

/** What to do about a failure. `retry`: the job waits and is tried again. */
type Treatment = 'retry' | 'fail';

/**
 * Which failures pass with time. Asked only where asking again is harmless: a submit that was
 * certainly not accepted, or a status request.
 */
const TREATMENTS = {
  moderated: 'fail',
  'input-refused': 'fail',
  'action-unavailable': 'fail',
  'out-of-credit': 'fail',
  unauthorized: 'fail',
  'rate-limited': 'retry',
  unavailable: 'retry',
  garbled: 'retry',
  lost: 'retry',
  // Vendors answer "unknown" for a while after accepting.
  'not-found': 'retry',
  'timed-out': 'retry',
  'picture-unavailable': 'retry',
  'generation-failed': 'fail',
  internal: 'retry',
} as const satisfies Record<FailureKind, Treatment>;

/** Tries after which a passing failure is taken as final; with the pauses below about three minutes. */
export const ATTEMPTS_MAX = 8;

/**
 * As many where an attempt may have been accepted, so that something may be paid for: with the pauses below about half
 * an hour, which is longer than most networks are away.
 */
export const LOST_ATTEMPTS_MAX = 15;

/** How long every vendor that honours keys remembers one at least: Apiframe says 24 h. */
export const KEY_LASTS_MS = 20 * 60 * 60_000;

/**
 * Tries that count where the vendor could not be asked at all, however long: what it answers afterwards is judged by the
 * rest of them.
 */
export const OUTAGE_ATTEMPTS_MAX = 4;

/** After this long without a way to post, the result stays in the archive for `/show`. */
export const DELIVERY_LASTS_MS = 24 * 60 * 60_000;

/** The shortest pause before another try, in ms. */
export const FIRST_PAUSE_MS = 2_000;
/** The longest that no vendor asked for, in ms. */
export const LONGEST_PAUSE_MS = 5 * 60_000;

/** Whether a failure of this kind may be tried again after that many failed tries. */
export function mayRetry(kind: FailureKind, attempts: number, attemptsMax = ATTEMPTS_MAX): boolean {
  return TREATMENTS[kind] === 'retry' && attempts + 1 < attemptsMax;
}

/**
 * The pause before the next try, in ms: doubling, with jitter so that a thousand jobs do not come
 * back in the same instant, and never shorter than the vendor asked for.
 */
export function pauseMs(attempts: number, unit: number, retryAfterMs = 0): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
  return Math.max(retryAfterMs, Math.round(longest * (0.5 + unit / 2)));
}
