/**
 * The prompt that a job is stored and submitted with. Speed and batch parameters are removed, because they belong to
 * the job and not to the picture; a pan or a square changes the aspect ratio.
 */

import type { ActionName } from '#domain/action.ts';
import { panRatio, type Size } from '#domain/geometry.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import { aspectRatioNear, formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutJobParameters, withoutParameters, withParameter } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, hasParameter } from '#domain/prompt/read.ts';

/** The text that a job is stored with; it loses nothing. */
export const jobPrompt = (parsed: ParsedPrompt): string =>
  formatPrompt(withoutJobParameters(parsed));

/** Adds the picture's aspect ratio, as a common ratio, where the prompt has none: follow-ups start from it. */
export function inShapeOf(parsed: ParsedPrompt, picture: Size | undefined): ParsedPrompt {
  if (picture === undefined || hasParameter(parsed, 'ar')) return parsed;
  return withParameter(parsed, 'ar', [formatAspectRatio(aspectRatioNear(picture))]);
}

/** The prompt of a follow-up: the parent's, with the ratio that its result will have. */
export function followUpPrompt(parentPrompt: ParsedPrompt, action: ActionName): ParsedPrompt {
  // A custom zoom's factor is not inherited.
  const parsed = withoutParameters(parentPrompt, action === 'zoom-custom' ? [] : ['zoom']);
  const direction = PAN_DIRECTIONS[action];
  if (direction !== undefined) {
    const ratio = panRatio(aspectRatioOf(parsed), direction);
    return withParameter(parsed, 'ar', [formatAspectRatio(ratio)]);
  }
  return action === 'square' ? withoutParameters(parsed, ['ar']) : parsed;
}
