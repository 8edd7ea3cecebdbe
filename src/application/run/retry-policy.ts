import type { FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';

type Treatment = 'retry' | 'fail';

/**
 * Which failures are temporary. Only used where a retry is harmless: after a submit that was certainly not accepted, or
 * for a status request.
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

/** Tries after which a temporary failure is final; about three minutes with the pauses below. */
export const ATTEMPTS_MAX = 8;

/**
 * The same where an attempt may have been accepted and so may be paid for: about half an hour with the pauses below,
 * which is longer than most network outages.
 */
export const LOST_ATTEMPTS_MAX = 15;

/** Every vendor with idempotency keys remembers them at least this long: Apiframe says 24 h. */
export const KEY_LASTS_MS = 20 * 60 * 60_000;

/**
 * An outage of the vendor uses up at most this many tries, however long it lasts; the rest are for its answers
 * afterwards.
 */
export const OUTAGE_ATTEMPTS_MAX = 4;

/** For this long after a job's acceptance the bot tries to post its result or its failure. */
const REPORTING_LASTS_MS = 24 * 60 * 60_000;

/** Whether to stop trying: after that time, and never before as many tries as usual, even if the bot was down for days. */
export const isTooLateToReport = (
  { attempts, createdAtMs }: Pick<Job, 'attempts' | 'createdAtMs'>,
  nowMs: number,
): boolean => attempts + 1 >= ATTEMPTS_MAX && nowMs - createdAtMs > REPORTING_LASTS_MS;

/** The shortest pause before another try, in ms. */
export const FIRST_PAUSE_MS = 2_000;
/** The longest pause unless the vendor asks for more, in ms. */
export const LONGEST_PAUSE_MS = 5 * 60_000;

/** How many attempts last at least that long; never fewer than `ATTEMPTS_MAX` or more than `LOST_ATTEMPTS_MAX`. */
export function attemptsLasting(ms: number): number {
  let attempts = 1;
  for (let lastMs = 0; attempts < LOST_ATTEMPTS_MAX && lastMs < ms; attempts++)
    lastMs += pauseMs(attempts - 1, 0);
  return Math.max(ATTEMPTS_MAX, attempts);
}

/** Whether a failure of this kind may be retried after that many failed tries. */
export function mayRetry(kind: FailureKind, attempts: number, attemptsMax = ATTEMPTS_MAX): boolean {
  return TREATMENTS[kind] === 'retry' && attempts + 1 < attemptsMax;
}

/** Exponential backoff in ms, with jitter so that jobs do not all return at once; never shorter than `retryAfterMs`. */
export function pauseMs(attempts: number, unit: number, retryAfterMs = 0): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
  return Math.max(retryAfterMs, Math.round(longest * (0.5 + unit / 2)));
}
