/**
 * Remix: other words for a variation, a pan or a reroll. The button is pressed with the wish to be asked
 * back, and the window that this opens is answered with the words. It relies on the server for that wish; one
 * that does not know it runs the button at once.
 */
import type { ActionName } from '#domain/action.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { VendorRequest } from '#ports/vendor.ts';

/** Buttons that open a window when asked to; videos have a route of their own. */
export const REMIXED_ACTIONS: readonly ActionName[] = [
  ...(['vary', 'vary-subtle', 'vary-strong', 'reroll'] as const),
  ...(['pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
];

/** Whether the words are others than the parent's; a ratio may have changed by the action itself. */
export function isRemixed({ action, prompt, parent }: VendorRequest): boolean {
  if (parent === null || !REMIXED_ACTIONS.includes(action)) return false;
  return wordsOf(prompt) !== wordsOf(parent.prompt);
}

const wordsOf = (prompt: string): string =>
  formatPrompt(withoutParameters(parsePrompt(prompt), ['ar', 'zoom']));
