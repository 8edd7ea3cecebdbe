/** Orders capable vendors. Pure. */
import { type FailureKind, isAboutAccount } from '#domain/failure.ts';
import type { Vendor } from '#ports/vendor.ts';

/** `order`: the operator's. `cheapest`, `fastest`: by price or measured time, then by order. */
export type VendorPolicy = 'order' | 'cheapest' | 'fastest';

/** The values of `VENDOR_POLICY`. */
export const VENDOR_POLICIES = ['order', 'cheapest', 'fastest'] as const satisfies VendorPolicy[];

/** The current state of a capable vendor. */
export type VendorState = {
  readonly vendor: Vendor;
  /** Why it gets no submits now; null: it does. */
  readonly closedBy: FailureKind | null;
  readonly hasFreeSlot: boolean;
  /** Its known balance is too low for the job, or its daily ceiling is reached. */
  readonly isPoor: boolean;
  /** In US dollars; null: unknown. */
  readonly priceUsd: number | null;
  /** Median; null: not measured yet. */
  readonly usualMs: number | null;
};

/** The best first: working vendors before the policy's preference. */
export function rankVendors(
  states: readonly VendorState[],
  policy: VendorPolicy,
): readonly VendorState[] {
  return states.toSorted(
    (one, other) => readiness(one) - readiness(other) || comparePreference(one, policy, other),
  );
}

function readiness(state: VendorState): number {
  // Only an operator can fix the account.
  if (isAboutAccount(state.closedBy)) return 4;
  if (state.isPoor) return 3;
  if (state.closedBy !== null) return 2;
  return state.hasFreeSlot ? 0 : 1;
}

function comparePreference(one: VendorState, policy: VendorPolicy, other: VendorState): number {
  switch (policy) {
    case 'order':
      return 0;
    case 'cheapest':
      // An unknown price counts as the highest.
      return difference(one.priceUsd, other.priceUsd, Number.MAX_VALUE);
    case 'fastest':
      // An unmeasured vendor is tried first, or it would never be measured.
      return difference(one.usualMs, other.usualMs, 0);
    default:
      return policy satisfies never;
  }
}

const difference = (one: number | null, other: number | null, unknown: number): number =>
  Math.sign((one ?? unknown) - (other ?? unknown));
