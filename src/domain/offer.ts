import type { Version } from '#domain/prompt/version.ts';
import { ACTION_NAMES, type ActionName, actionRow, type Surface } from './action.ts';
import type { Button } from './button.ts';
import type { Capabilities } from './capabilities.ts';
import type { Cell, Ratio } from './geometry.ts';

/** What decides which buttons a result carries. */
export type OfferFacts = {
  readonly surface: Surface;
  /** What can be done with it, by whom it concerns. */
  readonly actions: Capabilities['actions'];
  /** Version the parent was made with; null where the vendor chooses it. */
  readonly version: Version | null;
  readonly ratio: Ratio;
  /** The cells that exist: a vendor may give fewer than four pictures. */
  readonly cells: readonly Cell[];
  /** Where the vendor's own answer lists what its result allows, that list wins. */
  readonly allowedByParent: readonly ActionName[] | null;
};

/**
 * The buttons a result offers: exactly those that work. Order is the action table's; rows are the
 * layout's business.
 */
export function offer(facts: OfferFacts): readonly Button[] {
  return ACTION_NAMES.filter((name) => isOffered(name, facts)).flatMap(
    (action): readonly Button[] =>
      actionRow(action).perCell
        ? facts.cells.map((cell) => ({ action, cell }))
        : [{ action, cell: null }],
  );
}

function isOffered(name: ActionName, facts: OfferFacts): boolean {
  const row = actionRow(name);
  if (!row.offeredOn.includes(facts.surface)) return false;
  if (name === 'square' && facts.ratio.width === facts.ratio.height) return false;
  if (row.fromArchive) return true;
  if (facts.allowedByParent !== null && !facts.allowedByParent.includes(name)) return false;
  const support = facts.actions[name];
  if (support === undefined) return false;
  return (
    support.versions === undefined ||
    facts.version === null ||
    support.versions.includes(facts.version)
  );
}
