/**
 * Vendors' money: what a job is expected to cost there, and whether the operator's ceiling for the
 * vendor's UTC day has room for it. The ceiling is checked again where the job is accepted; what is
 * read here only keeps jobs from being sent to a vendor that would refuse them for it.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { ACTION_NAMES, actionRow } from '#domain/action.ts';
import type { JobRequest } from '#domain/job.ts';
import { dayAt } from '#domain/period.ts';
import { SPEEDS } from '#domain/speed.ts';
import type { VendorCost } from '#ports/store.ts';
import type { Vendor, VendorPrice } from '#ports/vendor.ts';

const MICROS = 1_000_000;

/** What the vendor's own price list says of the job; null where it says nothing. */
export function vendorCost(
  context: Pick<AppContext, 'vendors' | 'settings'>,
  { action, speed }: Pick<JobRequest, 'action' | 'speed'>,
  vendor: string,
): VendorCost | null {
  if (actionRow(action).fromArchive) return null;
  const ceiling = context.settings.vendorDailyCeiling[vendor];
  const known = findVendor(context, vendor);
  const listed = known?.priceOf?.(action, speed) ?? null;
  // Under a ceiling an action without a list price counts as the dearest there is: nothing slips below it.
  const price = listed ?? (ceiling === undefined || known === null ? null : dearest(known));
  if (price === null) return null;
  return {
    unit: price.unit,
    micros: Math.round(price.amount * MICROS),
    ceilingMicros: ceiling === undefined ? null : Math.round(ceiling * MICROS),
  };
}

function dearest({ priceOf }: Vendor): VendorPrice | null {
  const prices = ACTION_NAMES.flatMap((action) =>
    SPEEDS.flatMap((speed) => priceOf?.(action, speed) ?? []),
  );
  return prices.toSorted((one, other) => other.amount - one.amount)[0] ?? null;
}

/** Whether the vendor's day may cost no more. */
export async function isDaySpent(
  context: Pick<AppContext, 'vendors' | 'settings' | 'store' | 'clock'>,
  request: Pick<JobRequest, 'action' | 'speed'>,
  vendor: string,
): Promise<boolean> {
  const cost = vendorCost(context, request, vendor);
  if (cost === null || cost.ceilingMicros === null) return false;
  const day = dayAt(context.clock.nowMs(), 'UTC');
  const spent = await context.store.vendorSpentMicros(vendor, day, cost.unit);
  return spent + cost.micros > cost.ceilingMicros;
}
