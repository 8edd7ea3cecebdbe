import type { Inside } from '#application/inside.ts';
import { doneByMs } from '#application/run/duration-spread.ts';
import type { Failure } from '#domain/failure.ts';
import type { Vendor, VendorBalance, VendorPrice } from '#ports/vendor.ts';
import type { BreakerState } from './vendor-health.ts';

/** How one vendor stands, for those who run the bot. */
export type VendorReport = {
  readonly name: string;
  readonly label: string;
  readonly breaker: BreakerState;
  /** Why it is left alone now, and until when; null while work goes there. */
  readonly closedBy: Failure | null;
  readonly closedUntilMs: number | null;
  /** Jobs it has or will have in hand, counted to its limit. */
  readonly busy: number;
  readonly concurrency: number;
  readonly balance: VendorBalance;
  /** Median of a first generation at fast speed; null: not measured yet. */
  readonly usualMs: number | null;
  /** Of the same; null where the vendor names no price. */
  readonly price: VendorPrice | null;
};

/** Every vendor in the operator's order; `fresh` asks for balances now instead of taking the last. */
export function vendorReports(
  inside: Inside,
  { fresh }: { readonly fresh: boolean },
): Promise<readonly VendorReport[]> {
  return Promise.all(inside.vendors.map((vendor) => reportOf(inside, vendor, fresh)));
}

/** Somebody waits for the answer; a slow vendor's last known balance must do. */
const BALANCE_WITHIN_MS = 1_500;

async function freshBalance(inside: Inside, vendor: Vendor): Promise<VendorBalance> {
  const enough = new AbortController();
  const late = inside.clock.sleepUntil(inside.clock.nowMs() + BALANCE_WITHIN_MS, enough.signal);
  await Promise.race([inside.watch.refreshBalance(vendor), late]);
  enough.abort();
  return inside.watch.balanceOf(vendor);
}

async function reportOf(inside: Inside, vendor: Vendor, fresh: boolean): Promise<VendorReport> {
  const { name, label, limits } = vendor;
  const { breaker, reason, untilMs } = inside.watch.healthOf(name);
  const isClosed = reason !== null && inside.clock.nowMs() < untilMs;
  const request = { action: 'imagine', cell: null, prompt: '', speed: 'fast' } as const;
  const [busy, usual, balance] = await Promise.all([
    inside.store.busySlots(name, limits.concurrency),
    inside.durations.of({ vendor: name, request, stepIndex: 0 }),
    fresh ? freshBalance(inside, vendor) : inside.watch.balanceOf(vendor),
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
    price: vendor.priceOf?.('imagine', 'fast') ?? null,
  };
}
