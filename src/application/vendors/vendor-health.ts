/**
 * A circuit breaker for each vendor, as a value: closed while the vendor works; open after repeated failures, or at
 * once if the key or the account is refused; then one probe is let through. A refusal of the request itself (moderated,
 * a wrong parameter) shows that the vendor works. Pure; time is a parameter.
 */
import type { Failure, FailureKind } from '#domain/failure.ts';

/** `closed`: submits pass. `open`: none before `untilMs`. `probing`: one is in progress. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** A circuit breaker's state for one vendor, as a value; times in ms since 1970. */
export type VendorHealth = {
  readonly breaker: BreakerState;
  /** Consecutive failures that count. */
  readonly failures: number;
  /** Consecutive openings without a success; each lasts twice as long. */
  readonly openings: number;
  /** When the next submit may pass; also set by a rate limit while the breaker is closed. */
  readonly untilMs: number;
  /** Why it is open or paused. */
  readonly reason: Failure | null;
  /** Its last refusal after which another vendor may accept. */
  readonly refusedAtMs: number | null;
  /** Since when it has admitted nothing; null: it admits jobs. */
  readonly troubledFromMs: number | null;
};

/** A vendor without known problems. */
export const HEALTHY: VendorHealth = {
  breaker: 'closed',
  failures: 0,
  openings: 0,
  untilMs: 0,
  reason: null,
  refusedAtMs: null,
  troubledFromMs: null,
};

/** A single failure may be the network's. */
const FAILURES_MAX = 4;
const OPEN_MS = 30_000;
const OPEN_LONGEST_MS = 2 * 60_000;

/** A key or an account is not fixed within seconds. */
const REFUSED_ACCOUNT_MS = 5 * 60_000;
const REFUSED_ACCOUNT_LONGEST_MS = 10 * 60_000;

/** An open breaker may close early, and a probe takes seconds. */
const LOOK_AGAIN_MS = 20_000;

/** For a rate limit without a Retry-After. */
const REST_MS = 5_000;

/** Waiting jobs are submitted as soon as the breaker's timeout ends: a later failure is a new outage. */
const SAME_TROUBLE_MS = 2 * 60_000;

/** The longest wait for a probe's answer. */
const PROBE_MS = 5 * 60_000;

type Weight = 'works' | 'trouble' | 'account' | 'rest';

/** What a refused or lost submit means for the vendor's health. */
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
  const isSame = nowMs - health.untilMs < SAME_TROUBLE_MS;
  const troubledFromMs = (isSame ? health.troubledFromMs : null) ?? nowMs;
  const refused = { ...health, reason: failure, refusedAtMs: nowMs, troubledFromMs };
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

/** Whether a submit may pass now, else when to try again and why. */
export type Admission =
  | { readonly kind: 'go'; readonly isProbe: boolean }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: Failure };

/** Whether a submit may pass now; the first one after a pause is a probe. */
export function admission(health: VendorHealth, nowMs: number): Admission {
  const { breaker, untilMs, reason } = health;
  if (nowMs < untilMs && reason !== null) {
    const lookAtMs = breaker === 'closed' ? untilMs : Math.min(untilMs, nowMs + LOOK_AGAIN_MS);
    return { kind: 'wait', untilMs: lookAtMs, reason };
  }
  return { kind: 'go', isProbe: breaker !== 'closed' };
}

/** Health while the probe is in progress. */
export function healthWhileProbing(health: VendorHealth, nowMs: number): VendorHealth {
  return { ...health, breaker: 'probing', untilMs: nowMs + PROBE_MS };
}

/** Health after a probe that was taken but not sent. */
export const healthWithoutProbe = (health: VendorHealth, nowMs: number): VendorHealth =>
  health.breaker === 'probing' ? { ...health, breaker: 'open', untilMs: nowMs } : health;

/**
 * Health once the vendor answers status requests again: the next submit is a probe, whatever time was left. It does not
 * close the breaker, and a Retry-After or a refused account still counts.
 */
export const healthAfterReconnect = (health: VendorHealth, nowMs: number): VendorHealth =>
  health.breaker === 'open' &&
  health.reason !== null &&
  WEIGHTS[health.reason.kind] === 'trouble' &&
  health.reason.retryAfterMs === undefined
    ? { ...health, untilMs: nowMs }
    : health;
