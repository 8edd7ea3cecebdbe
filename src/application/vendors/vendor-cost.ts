/**
 * The expected cost of a job at its vendor, and whether the operator's daily ceiling (UTC) has room for it. Acceptance
 * checks the ceiling again; this check only avoids choosing a vendor that would then be refused.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { plannedRequest } from '#application/run/vendor-request.ts';
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import { dayAt } from '#domain/period.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import type { JobStore, VendorCost } from '#ports/job-store.ts';
import type { UsageStore } from '#ports/usage-store.ts';
import type { PlannedStep, StepsPlan, Vendor, VendorPlan, VendorPrice } from '#ports/vendor.ts';

const MICROS = 1_000_000;

/** The price of a plan by the vendor's price list; null if it has none. */
export const planPrice = (plan: VendorPlan): VendorPrice | null =>
  plan.kind === 'steps' ? priceOfSteps(plan.steps, null) : null;

/**
 * The job's cost by the vendor's price list, without steps that other jobs already paid for; null if unknown. `known`
 * is the vendor's plan, if the caller has it.
 */
export async function vendorCost(
  context: Pick<AppContext, 'vendors' | 'settings' | 'links'> & { readonly store: JobStore },
  job: Pick<Job, 'parentId' | 'request' | 'vendor'> & { readonly parsed?: ParsedPrompt },
  known?: VendorPlan,
): Promise<VendorCost | null> {
  const vendor = findVendor(context, job.vendor);
  if (vendor === null || actionRow(job.request.action).fromArchive) return null;
  const plan = known ?? vendor.plan(await plannedRequest(context, job));
  if (plan.kind === 'refused') return null;
  const cost = await unpaidCost(context, job, vendor, plan.steps);
  const ceiling = context.settings.vendorDailyCeiling[job.vendor];
  const ceilingMicros = ceiling === undefined ? null : Math.round(ceiling * MICROS);
  return cost === null ? null : { ...cost, ceilingMicros };
}

/** The cost of the steps that no other job has paid for; null if unknown. */
export async function unpaidCost(
  { store, settings }: Pick<AppContext, 'settings'> & { readonly store: JobStore },
  job: Pick<Job, 'parentId' | 'request' | 'vendor'>,
  vendor: Vendor,
  steps: readonly PlannedStep[],
): Promise<Omit<VendorCost, 'ceilingMicros'> | null> {
  const made = await Promise.all(
    steps.map(async ({ reusable }, index) =>
      reusable && job.parentId !== null ? (await store.reusableStep(job, index)) !== null : false,
    ),
  );
  const unpaid = steps.filter((_, index) => made[index] !== true);
  const price = priceOfSteps(unpaid, unlistedPrice(settings, vendor));
  return price === null ? null : { unit: price.unit, micros: Math.round(price.amount * MICROS) };
}

/** With a ceiling, a call without a list price counts as the most expensive one. */
function unlistedPrice(
  { vendorDailyCeiling }: AppContext['settings'],
  { name, highestPrice }: Vendor,
): VendorPrice | null {
  return vendorDailyCeiling[name] === undefined ? null : (highestPrice ?? null);
}

/** Null if one step has no price: a partial price is useless. */
function priceOfSteps(
  steps: readonly PlannedStep[],
  unlisted: VendorPrice | null,
): VendorPrice | null {
  const prices = steps.flatMap(({ price }) => price ?? unlisted ?? []);
  const [first] = prices;
  if (first === undefined || prices.length < steps.length) return null;
  return { unit: first.unit, amount: prices.reduce((sum, { amount }) => sum + amount, 0) };
}

/** Whether the vendor's daily ceiling has no room for the plan. */
export async function isDaySpent(
  context: Pick<AppContext, 'settings' | 'clock'> & { readonly store: UsageStore },
  vendor: Vendor,
  { steps }: StepsPlan,
): Promise<boolean> {
  const ceiling = context.settings.vendorDailyCeiling[vendor.name];
  const price = priceOfSteps(steps, unlistedPrice(context.settings, vendor));
  if (price === null || ceiling === undefined) return false;
  const day = dayAt(context.clock.nowMs(), 'UTC');
  const spent = await context.store.vendorSpentMicros(vendor.name, day, price.unit);
  return spent + Math.round(price.amount * MICROS) > Math.round(ceiling * MICROS);
}
