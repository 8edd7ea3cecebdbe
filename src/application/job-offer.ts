import { type ActionName, actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';
import { offer } from '#domain/offer.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { aspectRatioOf, hasParameter, versionOf } from '#domain/prompt-read.ts';
import { findVendor, type Inside } from './inside.ts';

/**
 * What vendors can do and this version of the bot cannot yet take to its end: they need a dialog
 * or make no pictures. A button that would lead nowhere is not shown.
 */
const NOT_YET: readonly ActionName[] = [
  'vary-region',
  'zoom-custom',
  'animate-high',
  'animate-low',
  'extend-high',
  'extend-low',
];

/** The buttons of a finished job: none while it has no result. */
export function jobOffer(inside: Pick<Inside, 'vendors'>, job: Job): readonly Button[] {
  if (job.result === null) return [];
  const vendor = findVendor(inside, job.vendor);
  const parsed = parsePrompt(job.request.prompt);
  const namesVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  return offer({
    surface: actionRow(job.request.action).makes,
    // A vendor that is no longer configured can do nothing more; the archive still can.
    capabilities: vendor?.capabilities ?? {
      actions: {},
      speeds: [],
      promptCharactersMax: 0,
      imagePrompts: false,
      parameters: [],
    },
    version: namesVersion ? versionOf(parsed) : null,
    ratio: aspectRatioOf(parsed),
    cells: job.result.cells.map(({ cell }) => cell),
    allowedByParent: vendor?.allowedActions(job.result.handle) ?? null,
  }).filter(({ action }) => !NOT_YET.includes(action));
}
