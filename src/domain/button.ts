import { ACTION_NAMES, type ActionName, actionRow } from './action.ts';
import { CELLS, type Cell } from './geometry.ts';

/** A press on a result: an action, and the cell where the action has one button per cell. */
export type Button = { readonly action: ActionName; readonly cell: Cell | null };

/** A button that was pressed; `remixed`: with a prompt edited in the modal. */
export type Pressed = Button & { readonly remixed?: boolean };

/** Every possible button. The space is finite, so tests enumerate it. */
export const BUTTONS: readonly Button[] = ACTION_NAMES.flatMap((action): readonly Button[] =>
  actionRow(action).perCell ? CELLS.map((cell) => ({ action, cell })) : [{ action, cell: null }],
);

/** The spelling in a custom id, such as `u2` or `vs`. */
export function buttonToken(button: Button): string {
  return `${actionRow(button.action).token}${button.cell ?? ''}`;
}

const BY_TOKEN: ReadonlyMap<string, Button> = new Map(
  BUTTONS.map((button) => [buttonToken(button), button]),
);

/** The button of a token, or null: tokens are untrusted input. */
export function parseButtonToken(token: string): Button | null {
  return BY_TOKEN.get(token) ?? null;
}
