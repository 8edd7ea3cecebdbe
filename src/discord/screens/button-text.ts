/** The names of actions on buttons and in result lines. */
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';

type Keys = { readonly [action in ActionName]?: TextKey };

/** U1-U4 and V1-V4 are the same in every language. */
const LETTERS: { readonly [action in ActionName]?: string } = {
  upscale: 'U',
  vary: 'V',
  'upscale-video': 'U',
};

const LABELS: Keys = {
  'upscale-subtle': 'button.upscale-subtle',
  'upscale-creative': 'button.upscale-creative',
  'upscale-2x': 'button.upscale-2x',
  'upscale-4x': 'button.upscale-4x',
  'vary-subtle': 'button.vary-subtle',
  'vary-strong': 'button.vary-strong',
  'vary-region': 'button.vary-region',
  'zoom-2x': 'button.zoom-2x',
  'zoom-1.5x': 'button.zoom-1.5x',
  'zoom-custom': 'button.zoom-custom',
  square: 'button.square',
  'animate-high': 'button.animate-high',
  'animate-low': 'button.animate-low',
  'extend-high': 'button.extend-high',
  'extend-low': 'button.extend-low',
};

/** Labels under an already upscaled picture. */
const REDO_LABELS: Keys = {
  'upscale-subtle': 'button.redo-upscale-subtle',
  'upscale-creative': 'button.redo-upscale-creative',
  'upscale-2x': 'button.redo-upscale-2x',
  'upscale-4x': 'button.redo-upscale-4x',
};

const VERBS: Keys = {
  describe: 'verb.describe',
  shorten: 'verb.shorten',
  edit: 'verb.edit',
  retexture: 'verb.retexture',
  // Midjourney's V buttons vary strongly by default.
  vary: 'verb.vary-strong',
  'upscale-subtle': 'verb.upscale-subtle',
  'upscale-creative': 'verb.upscale-creative',
  'upscale-2x': 'verb.upscale-2x',
  'upscale-4x': 'verb.upscale-4x',
  'vary-subtle': 'verb.vary-subtle',
  'vary-strong': 'verb.vary-strong',
  'vary-region': 'verb.vary-region',
  'zoom-2x': 'verb.zoom',
  'zoom-1.5x': 'verb.zoom',
  'zoom-custom': 'verb.zoom',
  square: 'verb.zoom',
  'pan-left': 'verb.pan-left',
  'pan-right': 'verb.pan-right',
  'pan-up': 'verb.pan-up',
  'pan-down': 'verb.pan-down',
};

const REMIX_VERBS: Keys = {
  reroll: 'verb.remix',
  vary: 'verb.remix-strong',
  'vary-strong': 'verb.remix-strong',
  'vary-subtle': 'verb.remix-subtle',
  'vary-region': 'verb.remix-region',
};

/** A button's label; null if it only has an emoji. */
export function buttonLabel(
  { say }: Translator,
  { action, cell }: Button,
  isRedone = false,
): string | null {
  const letter = LETTERS[action];
  if (letter !== undefined) return `${letter}${cell ?? ''}`;
  const key = (isRedone ? REDO_LABELS[action] : undefined) ?? LABELS[action];
  return key === undefined ? null : say(key);
}

/** Titles that differ from the verb in the result's line: commands and 🔄. */
const TITLES: Keys = {
  imagine: 'title.imagine',
  blend: 'title.blend',
  describe: 'title.describe',
  shorten: 'title.shorten',
  reroll: 'title.reroll',
};

/** A job's title by its button: `V3`, `Zoom Out 2x`, `Pan Left`, `Imagine`. */
export function actionTitle(
  translator: Translator,
  { action, cell }: Pick<JobRequest, 'action' | 'cell'>,
): string {
  const isOfCell = actionRow(action).perCell;
  const label = buttonLabel(translator, { action, cell: isOfCell ? (cell ?? 1) : null });
  if (label !== null) return label;
  const key = TITLES[action] ?? VERBS[action];
  return key === undefined ? action : translator.say(key);
}

/** A button's name within a sentence. */
export const buttonName = (translator: Translator, button: Button): string =>
  buttonLabel(translator, button) ?? actionRow(button.action).emoji ?? '';

/** The verb in a result's line; null for plain lines. */
export function resultVerb({ say }: Translator, { request }: Pick<Job, 'request'>): string | null {
  const remixed = request.remixed === true ? REMIX_VERBS[request.action] : undefined;
  const key = remixed ?? VERBS[request.action];
  return key === undefined ? null : say(key);
}
