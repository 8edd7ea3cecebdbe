import type { Version } from '#domain/prompt/version.ts';
import { ACTION_NAMES, type ActionName, actionRow, type Surface } from './action.ts';
import type { Button } from './button.ts';
import type { Capabilities } from './capabilities.ts';
import type { Cell, Ratio } from './geometry.ts';

/** The facts that decide which buttons a result has. */
export type OfferFacts = {
  readonly surface: Surface;
  /** The supported actions of the vendor concerned. */
  readonly actions: Capabilities['actions'];
  /** The version of the parent; null if the vendor chose it. */
  readonly version: Version | null;
  readonly ratio: Ratio;
  /** The existing cells: a vendor may return fewer than four pictures. */
  readonly cells: readonly Cell[];
  /** The actions listed in the vendor's own reply, which take precedence; null if it has no list. */
  readonly allowedByParent: readonly ActionName[] | null;
};

/** The buttons of a result: exactly those that work, in the order of the action table. Rows are left to the layout. */
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
