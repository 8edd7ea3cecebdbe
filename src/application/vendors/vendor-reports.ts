import type { AppContext } from '#application/app-context.ts';
import { doneByMs } from '#application/run/duration-spread.ts';
import { withinMs } from '#application/within-ms.ts';
import type { Failure } from '#domain/failure.ts';
import type { Vendor, VendorBalance, VendorPrice } from '#ports/vendor.ts';
import { planPrice } from './vendor-cost.ts';
import type { BreakerState } from './vendor-health.ts';

/** The state of one vendor, for operators. */
export type VendorReport = {
  readonly name: string;
  readonly label: string;
  readonly breaker: BreakerState;
  /** Why it gets no submits now, and until when; null while it does. */
  readonly closedBy: Failure | null;
  readonly closedUntilMs: number | null;
  /** Jobs that hold one of its slots, counted up to its limit. */
  readonly busy: number;
  readonly concurrency: number;
  readonly balance: VendorBalance;
  /** Median of a first generation at fast speed; null: not measured yet. */
  readonly usualMs: number | null;
  /** Its price; null if the vendor lists none. */
  readonly price: VendorPrice | null;
};

/** Every vendor in the operator's order; `fresh` fetches balances instead of using the last known. */
export function vendorReports(
  context: AppContext,
  { fresh }: { readonly fresh: boolean },
): Promise<readonly VendorReport[]> {
  return Promise.all(context.vendors.map((vendor) => reportOf(context, vendor, fresh)));
}

/** A person waits for the answer: after this time a slow vendor's last known balance is used. */
const BALANCE_WITHIN_MS = 1_500;

async function freshBalance(context: AppContext, vendor: Vendor): Promise<VendorBalance> {
  await withinMs(context.clock, context.watch.refreshBalance(vendor), BALANCE_WITHIN_MS);
  return context.watch.balanceOf(vendor);
}

async function reportOf(
  context: AppContext,
  vendor: Vendor,
  fresh: boolean,
): Promise<VendorReport> {
  const { name, label, limits } = vendor;
  const { breaker, reason, untilMs } = context.watch.healthOf(name);
  const isClosed = reason !== null && context.clock.nowMs() < untilMs;
  const request = { action: 'imagine', cell: null, prompt: '', speed: 'fast' } as const;
  const [busy, usual, balance] = await Promise.all([
    context.store.busySlots(name, limits.concurrency),
    context.durations.of({ vendor: name, request, stepIndex: 0 }),
    fresh ? freshBalance(context, vendor) : context.watch.balanceOf(vendor),
  ]);
  return {
    name,
    label,
    breaker,
    closedBy: isClosed ? reason : null,
    closedUntilMs: isClosed ? untilMs : null,
    busy,
    concurrency: limits.concurrency,
    balance,
    usualMs: usual === null ? null : Math.round(doneByMs(usual, 0.5)),
    price: planPrice(vendor.plan({ ...request, prompt: 'a cat', parent: null, mask: null })),
  };
}
