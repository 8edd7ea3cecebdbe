/**
 * Chooses the vendor of a new job. It must support everything in the request; among those, vendors that work, have a
 * free slot and can be paid come first, then the operator's policy decides. It relies on `VendorWatch` and sends no
 * requests.
 */

import type { AppContext } from '#application/app-context.ts';
import type { FallbackVendor } from '#application/requests/fallback-vendors.ts';
import { doneByMs } from '#application/run/duration-spread.ts';
import { isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { isVersionAllowed } from '#domain/limits.ts';
import { type Rejected, type Rejection, rejected } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { StepsPlan, Vendor, VendorPlan, VendorPrice } from '#ports/vendor.ts';
import { jobTerms } from './job-terms.ts';
import { rankVendors, type VendorState } from './rank-vendors.ts';
import { isDaySpent, planPrice } from './vendor-cost.ts';
import { admission } from './vendor-health.ts';
import {
  feasibilityAt,
  MIDJOURNEY_RULES,
  problemIn,
  type Requirements,
  type RequirementsAt,
  requestOf,
  versionAt,
} from './vendor-obstacle.ts';

/** The vendor for a first generation, or why there is none. */
export type VendorChoice =
  | {
      readonly kind: 'chosen';
      readonly vendor: Vendor;
      /** The requirements as that vendor reads it. */
      readonly requirements: Requirements;
      /** Its plan, before pictures are fetched. */
      readonly plan: StepsPlan;
    }
  | Rejected;

/** Observations needed before a duration counts. */
const MEASURED_AFTER = 5;

/**
 * Chooses for a person's request. The prompt is checked against each vendor's version, so that a vendor that supports
 * all of it wins; if none does, the first one's refusal counts.
 */
export async function chooseVendor(
  context: AppContext,
  requirementsAt: RequirementsAt,
): Promise<VendorChoice> {
  const candidates = context.vendors.map((vendor) => {
    const requirements = requirementsAt(versionAt(vendor));
    return { vendor, requirements, ...feasibilityAt(vendor, requirements) };
  });
  const able = candidates.filter((each) => each.kind === 'able');
  const [best] = await rank(context, able);
  const chosen = able.find(({ vendor }) => vendor === best?.vendor);
  if (best === undefined || chosen === undefined) {
    const first = candidates.find((each) => each.kind === 'unable')?.obstacle;
    const problem = problemIn(requirementsAt(MIDJOURNEY_RULES.version), MIDJOURNEY_RULES);
    const none = {
      kind: 'vendor-unable',
      why: { kind: 'no-vendor' },
      failure: null,
    } as const;
    return rejected(first ?? problem ?? none);
  }
  // If even the best vendor's account is refused, nothing can be made now.
  if (isAboutAccount(best.closedBy)) return rejected(refusedAccount(best));
  return { ...chosen, kind: 'chosen' };
}

/** As `chooseVendor`; a speed from the person's settings falls back to fast if no vendor has it. */
export async function chooseAtSpeed(
  context: AppContext,
  requirementsAt: RequirementsAt,
  { speed, isSpeedTyped }: { readonly speed: Speed; readonly isSpeedTyped: boolean },
): Promise<VendorChoice> {
  const choice = await chooseVendor(context, requirementsAt);
  if (choice.kind === 'chosen' || isSpeedTyped || speed === 'fast') return choice;
  const usual = await chooseVendor(context, (version) => ({
    ...requirementsAt(version),
    speed: 'fast',
  }));
  return usual.kind === 'chosen' ? usual : choice;
}

/** How long after a refusal other vendors' jobs do not move to a vendor, in ms. */
const REFUSED_LATELY_MS = 30_000;

/** Another working vendor that can do the same at the same speed, in a version that the server allows; null if there is none. */
export async function otherVendor(
  context: AppContext,
  requirements: Requirements,
  { vendor: except, origin }: Pick<Job, 'vendor' | 'origin'>,
): Promise<Vendor | null> {
  const { versions } = (await context.store.guildSettings(origin.guildId)).limits;
  const nowMs = context.clock.nowMs();
  const able = context.vendors.flatMap((vendor) => {
    const { refusedAtMs } = context.watch.healthOf(vendor.name);
    const refusedLately = refusedAtMs !== null && nowMs - refusedAtMs < REFUSED_LATELY_MS;
    if (vendor.name === except || refusedLately) return [];
    const { speed, version } = jobTerms(context, vendor.name, requirements);
    if (speed !== requirements.speed || !isVersionAllowed(versions, version)) return [];
    const found = feasibilityAt(vendor, requirements);
    return found.kind === 'able' ? [{ vendor, requirements, plan: found.plan }] : [];
  });
  const [best] = await rank(context, able);
  return best === undefined || best.closedBy !== null || best.isPoor ? null : best.vendor;
}

/** The best of the vendors that can take over a follow-up; null if there is none. */
export async function bestFallbackVendor(
  context: AppContext,
  movers: readonly FallbackVendor[],
): Promise<FallbackVendor | null> {
  const [best] = await rank(
    context,
    movers.map(({ vendor, move }) => {
      const requirements = { ...move, parsed: move.prompt };
      return { vendor, requirements, plan: vendor.plan(requestOf(vendor, requirements)) };
    }),
  );
  return movers.find(({ vendor }) => vendor.name === best?.vendor.name) ?? null;
}

/** A vendor that can do the request, with its requirements and plan as it reads them. */
type Candidate = {
  readonly vendor: Vendor;
  readonly requirements: Pick<Requirements, 'action' | 'parsed' | 'speed'>;
  readonly plan: VendorPlan;
};

async function rank(
  context: AppContext,
  able: readonly Candidate[],
): Promise<readonly VendorState[]> {
  const isContested = able.length > 1;
  const states = await Promise.all(
    able.map((candidate) => stateOf(context, candidate, isContested)),
  );
  return rankVendors(states, context.settings.vendorPolicy);
}

async function stateOf(
  context: AppContext,
  { vendor, requirements, plan }: Candidate,
  isContested: boolean,
): Promise<VendorState> {
  const { name, limits } = vendor;
  const now = admission(context.watch.healthOf(name), context.clock.nowMs());
  const { action } = requirements;
  const { speed } = jobTerms(context, name, requirements);
  const price = planPrice(plan);
  const balance = context.watch.balanceOf(vendor);
  // Only needed to compare vendors.
  const busy = isContested ? await context.store.busySlots(name, limits.concurrency) : 0;
  const kind = { vendor: name, stepIndex: 0, request: { action, cell: null, prompt: '', speed } };
  const usual = isContested ? await context.durations.of(kind) : null;
  return {
    vendor,
    closedBy: now.kind === 'wait' ? now.reason.kind : null,
    hasFreeSlot: busy < limits.concurrency,
    isPoor:
      (balance !== null && (balance.amount <= 0 || isBelow(balance, price))) ||
      (plan.kind === 'steps' && (await isDaySpent(context, vendor, plan))),
    priceUsd: usdOf(context, name, price),
    usualMs: usual === null || usual.count < MEASURED_AFTER ? null : doneByMs(usual, 0.5),
  };
}

const isBelow = (balance: VendorPrice, price: VendorPrice | null): boolean =>
  price !== null && price.unit === balance.unit && balance.amount < price.amount;

function usdOf({ settings }: AppContext, vendor: string, price: VendorPrice | null): number | null {
  if (price === null) return null;
  const usdPerUnit = settings.unitUsd[vendor] ?? (price.unit === 'USD' ? 1 : null);
  return usdPerUnit === null ? null : price.amount * usdPerUnit;
}

function refusedAccount({ vendor, closedBy }: VendorState): Rejection {
  const kind = closedBy === 'out-of-credit' ? 'account-used-up' : 'key-refused';
  const why = { kind, vendorLabel: vendor.label } as const;
  return { kind: 'vendor-unable', why, failure: closedBy };
}
