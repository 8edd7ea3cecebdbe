/**
 * What this process has seen of each vendor since it started: its health, its balance, its last
 * answer times. It relies on being told every outcome of a submit. It is memory only: after a
 * restart every vendor is taken to work until it shows otherwise, at the cost of one request.
 */
import { type Failure, isAboutAccount } from '#domain/failure.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { CheckOutcome, SubmitOutcome, Vendor, VendorBalance } from '#ports/vendor.ts';
import {
  type Admission,
  admission,
  HEALTHY,
  healthAfter,
  healthBackInReach,
  healthWhileProbing,
  healthWithoutProbe,
  type VendorHealth,
} from './vendor-health.ts';

/** A balance older than this is asked for again, in the background. */
const BALANCE_LASTS_MS = 10 * 60_000;

/** Health, balance and last failures of each vendor, by its name. Memory of this process only. */
export type VendorWatch = {
  healthOf(vendor: string): VendorHealth;
  /** Asked right before a submit: takes the probe where there is one to take. */
  admit(vendor: string): Admission;
  /** Told when whoever was let in is through with it: a probe that asked nothing is free again. */
  left(vendor: string, admitted: Admission): void;
  /** Told after a status request. */
  polled(vendor: string, outcome: CheckOutcome): void;
  /** Told after a submit; also of status requests that speak of the key or the account. */
  told(
    vendor: string,
    outcome: SubmitOutcome | { readonly kind: 'seen'; readonly failure: Failure },
  ): void;
  /** The last known balance; looked up again in the background where it is old. Null: unknown. */
  balanceOf(vendor: Vendor): VendorBalance;
  /** Asks for the balance now; never throws. */
  refreshBalance(vendor: Vendor): Promise<VendorBalance>;
};

type Balance = { readonly balance: VendorBalance; readonly atMs: number };

/** A watch that has seen nothing yet. */
export function createVendorWatch(parts: {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): VendorWatch {
  const { clock, log } = parts;
  const healths = new Map<string, VendorHealth>();
  const balances = new Map<string, Balance>();
  /** Those whose last status request got no answer. */
  const away = new Set<string>();

  const healthOf = (vendor: string): VendorHealth => healths.get(vendor) ?? HEALTHY;

  const change = (vendor: string, after: VendorHealth): void => {
    const before = healthOf(vendor);
    healths.set(vendor, after);
    if (after.breaker === 'open' && before.breaker !== 'open') {
      const { kind, detail } = after.reason ?? { kind: 'internal', detail: '' };
      const facts = { vendor, failure: kind, detail, forMs: after.untilMs - clock.nowMs() };
      // Only a person can mend a key or an account.
      if (isAboutAccount(kind)) {
        log.error(facts, 'vendor refuses the account; breaker open');
      } else log.warn(facts, 'vendor in trouble; breaker open');
    }
    if (after.breaker === 'closed' && before.breaker !== 'closed') {
      log.info({ vendor }, 'vendor works again; breaker closed');
    }
  };

  const refreshBalance = async (vendor: Vendor): Promise<VendorBalance> => {
    const known = balances.get(vendor.name)?.balance ?? null;
    // The time is kept first, so that a slow answer is not asked for many times.
    balances.set(vendor.name, { balance: known, atMs: clock.nowMs() });
    try {
      const balance = (await vendor.balance?.()) ?? null;
      balances.set(vendor.name, { balance, atMs: clock.nowMs() });
      return balance;
    } catch (error) {
      log.warn({ vendor: vendor.name, error }, 'balance could not be read');
      return known;
    }
  };

  return {
    healthOf,
    admit: (vendor) => {
      const health = healthOf(vendor);
      const admitted = admission(health, clock.nowMs());
      if (admitted.kind === 'go' && admitted.isProbe) {
        change(vendor, healthWhileProbing(health, clock.nowMs()));
      }
      return admitted;
    },
    left: (vendor, admitted) => {
      if (admitted.kind !== 'go' || !admitted.isProbe) return;
      healths.set(vendor, healthWithoutProbe(healthOf(vendor), clock.nowMs()));
    },
    polled: (vendor, outcome) => {
      if (outcome.kind === 'unreachable') {
        if (outcome.failure.kind === 'unavailable') away.add(vendor);
      } else if (away.delete(vendor)) {
        healths.set(vendor, healthBackInReach(healthOf(vendor), clock.nowMs()));
      }
    },
    told: (vendor, outcome) => {
      const failure = outcome.kind === 'accepted' ? null : outcome.failure;
      change(vendor, healthAfter(healthOf(vendor), failure, clock.nowMs()));
    },
    balanceOf: (vendor) => {
      const known = balances.get(vendor.name);
      const isOld = known === undefined || clock.nowMs() - known.atMs > BALANCE_LASTS_MS;
      if (isOld && vendor.balance !== undefined) void refreshBalance(vendor);
      return known?.balance ?? null;
    },
    refreshBalance,
  };
}
