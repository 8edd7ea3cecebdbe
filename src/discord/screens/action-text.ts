import { ACTIONS, type ActionName } from '#domain/action.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import { actionTitle } from './button-text.ts';

/** Actions without a button or with a letter button. */
const ACTION_KEYS = {
  imagine: 'action.imagine',
  blend: 'action.blend',
  edit: 'action.edit',
  retexture: 'action.retexture',
  describe: 'action.describe',
  shorten: 'action.shorten',
  upscale: 'action.upscale',
  vary: 'action.vary',
  reroll: 'action.reroll',
  'upscale-video': 'action.upscale-video',
} as const satisfies { readonly [name in ActionName]?: TextKey };

/** An action's name, its button's if it has one; an unknown action stays as booked. */
export function actionText(translator: Translator, name: string): string {
  if (isNamed(name)) return translator.say(ACTION_KEYS[name]);
  return isAction(name) ? actionTitle(translator, { action: name, cell: null }) : name;
}

const isNamed = (name: string): name is keyof typeof ACTION_KEYS =>
  Object.hasOwn(ACTION_KEYS, name);

const isAction = (name: string): name is ActionName => Object.hasOwn(ACTIONS, name);
