/**
 * The prompt a job is stored and asked with. Mode and batch flags are taken out, because speed and
 * number of jobs are facts of the job and not of the picture; a pan or a square changes the ratio.
 */

import type { ActionName } from '#domain/action.ts';
import { panRatio, type Size } from '#domain/geometry.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import { aspectRatioNear, formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutParameters, withParameter } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, hasParameter } from '#domain/prompt/read.ts';

const NOT_OF_THE_PICTURE = ['fast', 'relax', 'turbo', 'stealth', 'public', 'repeat'] as const;

/** The lossless text that a first generation is stored with. */
export function jobPrompt(parsed: ParsedPrompt): string {
  return formatPrompt(withoutParameters(parsed, NOT_OF_THE_PICTURE));
}

/** With the shape of the given picture, said as people say it, where the prompt says none: follow-ups count from it. */
export function inShapeOf(parsed: ParsedPrompt, picture: Size | undefined): ParsedPrompt {
  if (picture === undefined || hasParameter(parsed, 'ar')) return parsed;
  return withParameter(parsed, 'ar', [formatAspectRatio(aspectRatioNear(picture))]);
}

/** The prompt of a follow-up: the parent's, with the ratio that its result will have. */
export function followUpPrompt(parentPrompt: string, action: ActionName): string {
  // A custom zoom's factor is its own; what follows it starts from the picture as it is.
  const parsed = withoutParameters(
    parsePrompt(parentPrompt),
    action === 'zoom-custom' ? [] : ['zoom'],
  );
  const direction = PAN_DIRECTIONS[action];
  if (direction !== undefined) {
    const ratio = panRatio(aspectRatioOf(parsed), direction);
    return formatPrompt(withParameter(parsed, 'ar', [formatAspectRatio(ratio)]));
  }
  return formatPrompt(action === 'square' ? withoutParameters(parsed, ['ar']) : parsed);
}
