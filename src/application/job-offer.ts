import { type ActionName, actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { Job } from '#domain/job.ts';
import { offer } from '#domain/offer.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { aspectRatioOf, hasParameter, versionOf } from '#domain/prompt-read.ts';
import { cellsOf } from '#domain/result.ts';
import { findVendor, type Inside } from './inside.ts';
import { isRepeatable } from './repeats.ts';

/**
 * What vendors can do and this version of the bot cannot yet take to its end: nothing at present.
 * A button that would lead nowhere is not shown.
 */
export const NOT_YET: readonly ActionName[] = [];

/** A vendor that is no longer configured can do nothing more; the archive still can. */
const NOTHING: Capabilities = {
  actions: {},
  speeds: [],
  promptCharactersMax: 0,
  imagePrompts: false,
  parameters: [],
};

/** The buttons of a finished job: none while it has no result. */
export function jobOffer(inside: Pick<Inside, 'vendors'>, job: Job): readonly Button[] {
  if (job.result === null) return [];
  const vendor = findVendor(inside, job.vendor);
  const capabilities = vendor?.capabilities ?? NOTHING;
  const parsed = parsePrompt(job.request.prompt);
  const isAgain = isRepeatable(job);
  const allowed = vendor?.allowedActions(job.result.handle) ?? null;
  const namesVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  return offer({
    surface: actionRow(job.request.action).makes,
    capabilities: isAgain ? repeating(capabilities, job.request.action) : capabilities,
    version: namesVersion ? versionOf(parsed) : null,
    ratio: aspectRatioOf(parsed),
    cells: cellsOf(job.result),
    allowedByParent: allowed === null || !isAgain ? allowed : [...allowed, 'reroll'],
  }).filter(({ action }) => !NOT_YET.includes(action));
}

/** What can be asked once can be asked again. */
function repeating(capabilities: Capabilities, action: ActionName): Capabilities {
  const support = capabilities.actions[action];
  return { ...capabilities, actions: support === undefined ? {} : { reroll: support } };
}
