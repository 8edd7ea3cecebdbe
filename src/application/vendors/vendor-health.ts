/**
 * What a vendor's answers to submits say of the vendor itself, as a value: closed while it works,
 * open after repeated trouble or at once when the key or the account is refused, and let through
 * by one probe when its time is up. A refusal that is about the request (moderated, a wrong flag)
 * says that the vendor works. Pure; time is a parameter.
 */
import type { Failure, FailureKind } from '#domain/failure.ts';

/** `closed`: submits go through. `open`: none before `untilMs`. `probing`: one is on its way. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** A circuit breaker's state for one vendor, as a value; times in ms since 1970. */
export type VendorHealth = {
  readonly breaker: BreakerState;
  /** Failures in a row that count. */
  readonly failures: number;
  /** Times it opened without a success in between; every one lasts twice as long. */
  readonly openings: number;
  /** When the next submit may go; also set, with the breaker closed, by a wish to slow down. */
  readonly untilMs: number;
  /** Why it is open or resting. */
  readonly reason: Failure | null;
  /** Its last refusal that another vendor may make good. */
  readonly refusedAtMs: number | null;
};

/** A vendor of which nothing bad is known. */
export const HEALTHY: VendorHealth = {
  breaker: 'closed',
  failures: 0,
  openings: 0,
  untilMs: 0,
  reason: null,
  refusedAtMs: null,
};

/** One failure may be the network's; this many in a row are the vendor's. */
const FAILURES_MAX = 4;
const OPEN_MS = 30_000;
const OPEN_LONGEST_MS = 2 * 60_000;

/** Nobody mends a key or an account within seconds. */
const REFUSED_ACCOUNT_MS = 5 * 60_000;
const REFUSED_ACCOUNT_LONGEST_MS = 10 * 60_000;

/** An open breaker may close before its time, and the answer to a probe comes within seconds. */
const LOOK_AGAIN_MS = 20_000;

/** For a vendor that says "too many" and not how long. */
const REST_MS = 5_000;

/** A probe that no answer comes to is given up. */
const PROBE_MS = 5 * 60_000;

type Weight = 'works' | 'trouble' | 'account' | 'rest';

/** What a refused or lost submit says of the vendor. */
const WEIGHTS = {
  moderated: 'works',
  'input-refused': 'works',
  'action-unavailable': 'works',
  'generation-failed': 'works',
  'picture-unavailable': 'works',
  'not-found': 'works',
  internal: 'works',
  'rate-limited': 'rest',
  unauthorized: 'account',
  'out-of-credit': 'account',
  unavailable: 'trouble',
  garbled: 'trouble',
  lost: 'trouble',
  'timed-out': 'trouble',
} as const satisfies Record<FailureKind, Weight>;

/** Health after one more answer; `failure` null: the submit was accepted. */
export function healthAfter(
  health: VendorHealth,
  failure: Failure | null,
  nowMs: number,
): VendorHealth {
  const weight = failure === null ? 'works' : WEIGHTS[failure.kind];
  if (failure === null || weight === 'works') return HEALTHY;
  const refused = { ...health, reason: failure, refusedAtMs: nowMs };
  if (weight === 'rest') {
    const untilMs = nowMs + (failure.retryAfterMs ?? REST_MS);
    return { ...refused, breaker: 'closed', untilMs: Math.max(health.untilMs, untilMs) };
  }
  const failures = health.failures + 1;
  const opens = weight === 'account' || health.breaker === 'probing' || failures >= FAILURES_MAX;
  if (!opens) {
    const untilMs = failure.retryAfterMs === undefined ? 0 : nowMs + failure.retryAfterMs;
    return { ...refused, failures, untilMs };
  }
  const [firstMs, longestMs] =
    weight === 'account'
      ? [REFUSED_ACCOUNT_MS, REFUSED_ACCOUNT_LONGEST_MS]
      : [OPEN_MS, OPEN_LONGEST_MS];
  const openMs = Math.min(longestMs, firstMs * 2 ** health.openings);
  return {
    ...refused,
    breaker: 'open',
    failures,
    openings: health.openings + 1,
    untilMs: nowMs + Math.max(openMs, failure.retryAfterMs ?? 0),
  };
}

/** Whether a submit may go now; else when to come back, and why. */
export type Admission =
  | { readonly kind: 'go'; readonly isProbe: boolean }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: Failure };

/** Whether a submit may go there now; the first one after a pause is a probe. */
export function admission(health: VendorHealth, nowMs: number): Admission {
  const { breaker, untilMs, reason } = health;
  if (nowMs < untilMs && reason !== null) {
    const lookAtMs = breaker === 'closed' ? untilMs : Math.min(untilMs, nowMs + LOOK_AGAIN_MS);
    return { kind: 'wait', untilMs: lookAtMs, reason };
  }
  return { kind: 'go', isProbe: breaker !== 'closed' };
}

/** Health while the one probe is on its way. */
export function healthWhileProbing(health: VendorHealth, nowMs: number): VendorHealth {
  return { ...health, breaker: 'probing', untilMs: nowMs + PROBE_MS };
}

/** Health once the probe is free again: whoever took it asked nothing. */
export const healthWithoutProbe = (health: VendorHealth, nowMs: number): VendorHealth =>
  health.breaker === 'probing' ? { ...health, breaker: 'open', untilMs: nowMs } : health;

/**
 * Health once the vendor answers status requests after it did not: the next submit is a probe, whatever time was left.
 * It does not close the breaker, and a time that the vendor asked for, and an account that it refuses, stand.
 */
export const healthBackInReach = (health: VendorHealth, nowMs: number): VendorHealth =>
  health.breaker === 'open' &&
  health.reason !== null &&
  WEIGHTS[health.reason.kind] === 'trouble' &&
  health.reason.retryAfterMs === undefined
    ? { ...health, untilMs: nowMs }
    : health;
