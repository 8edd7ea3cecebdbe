/**
 * Each vendor's health and balance as this process has seen them. Every outcome of a submit must be recorded. In memory
 * only: after a restart every vendor counts as working until it fails, at the cost of one request.
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
  healthAfterReconnect,
  healthWhileProbing,
  healthWithoutProbe,
  type VendorHealth,
} from './vendor-health.ts';

/** An older balance is refreshed in the background. */
const BALANCE_LASTS_MS = 10 * 60_000;

/** Health and balance of each vendor, by its name. */
export type VendorWatch = {
  healthOf(vendor: string): VendorHealth;
  /** Whether a submit to it had an outcome since the start. */
  hasSeen(vendor: string): boolean;
  /** Called right before a submit: takes the probe if one is due. */
  admit(vendor: string): Admission;
  /** Called after an admitted submit: a probe that was not sent becomes free again. */
  left(vendor: string, admitted: Admission): void;
  /** Called after a status request. */
  polled(vendor: string, outcome: CheckOutcome): void;
  /** Called after a submit, and after status requests that fail because of the key or the account. */
  record(
    vendor: string,
    outcome: SubmitOutcome | { readonly kind: 'seen'; readonly failure: Failure },
  ): void;
  /** The last known balance, refreshed in the background if it is old. Null: unknown. */
  balanceOf(vendor: Vendor): VendorBalance;
  /** Fetches the balance now; never throws. */
  refreshBalance(vendor: Vendor): Promise<VendorBalance>;
};

type Balance = { readonly balance: VendorBalance; readonly atMs: number };

/** Creates a watch without observations. */
export function createVendorWatch(parts: {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): VendorWatch {
  const { clock, log } = parts;
  const healths = new Map<string, VendorHealth>();
  const balances = new Map<string, Balance>();
  /** Vendors whose last status request got no answer. */
  const away = new Set<string>();

  const healthOf = (vendor: string): VendorHealth => healths.get(vendor) ?? HEALTHY;

  const change = (vendor: string, after: VendorHealth): void => {
    const before = healthOf(vendor);
    healths.set(vendor, after);
    if (after.breaker === 'open' && before.breaker !== 'open') {
      const { kind, detail } = after.reason ?? { kind: 'internal', detail: '' };
      const facts = { vendor, failure: kind, detail, forMs: after.untilMs - clock.nowMs() };
      // Only an operator can fix a key or an account.
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
    // The time is saved first, so that a slow answer is not requested many times.
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
    hasSeen: (vendor) => healths.has(vendor),
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
        healths.set(vendor, healthAfterReconnect(healthOf(vendor), clock.nowMs()));
      }
    },
    record: (vendor, outcome) => {
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
