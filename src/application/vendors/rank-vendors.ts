/** Which of several vendors that can do a thing is asked, as an order. Pure. */
import { type FailureKind, isAboutAccount } from '#domain/failure.ts';
import type { Vendor } from '#ports/vendor.ts';

/** `order`: the operator's. `cheapest`, `fastest`: by price, by measured time; the order decides ties. */
export type VendorPolicy = 'order' | 'cheapest' | 'fastest';

/** The values of `VENDOR_POLICY`. */
export const VENDOR_POLICIES = ['order', 'cheapest', 'fastest'] as const satisfies VendorPolicy[];

/** How a capable vendor stands at the moment. */
export type Standing = {
  readonly vendor: Vendor;
  /** Why no submit goes there now; null: it may. */
  readonly closedBy: FailureKind | null;
  readonly hasFreeSlot: boolean;
  /** Its balance is known and does not pay for the job, or its day may cost no more. */
  readonly isPoor: boolean;
  /** In US dollars; null: unknown. */
  readonly priceUsd: number | null;
  /** Median; null: not measured yet. */
  readonly usualMs: number | null;
};

/** The best first. What works now goes before what the policy likes. */
export function rankVendors(
  standings: readonly Standing[],
  policy: VendorPolicy,
): readonly Standing[] {
  return standings.toSorted(
    (one, other) => readiness(one) - readiness(other) || liking(one, policy, other),
  );
}

function readiness(standing: Standing): number {
  // Nobody asks it until a person has mended that.
  if (isAboutAccount(standing.closedBy)) return 4;
  if (standing.isPoor) return 3;
  if (standing.closedBy !== null) return 2;
  return standing.hasFreeSlot ? 0 : 1;
}

function liking(one: Standing, policy: VendorPolicy, other: Standing): number {
  switch (policy) {
    case 'order':
      return 0;
    case 'cheapest':
      // A price that nobody knows is no bargain.
      return difference(one.priceUsd, other.priceUsd, Number.MAX_VALUE);
    case 'fastest':
      // Whoever was never measured is tried, or it never would be.
      return difference(one.usualMs, other.usualMs, 0);
    default:
      return policy satisfies never;
  }
}

const difference = (one: number | null, other: number | null, unknown: number): number =>
  Math.sign((one ?? unknown) - (other ?? unknown));
