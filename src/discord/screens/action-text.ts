import { ACTIONS, type ActionName } from '#domain/action.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';

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
  'upscale-subtle': 'action.upscale-subtle',
  'upscale-creative': 'action.upscale-creative',
  'upscale-2x': 'action.upscale-2x',
  'upscale-4x': 'action.upscale-4x',
  'vary-subtle': 'action.vary-subtle',
  'vary-strong': 'action.vary-strong',
  'vary-region': 'action.vary-region',
  'zoom-2x': 'action.zoom-2x',
  'zoom-1.5x': 'action.zoom-1.5x',
  'zoom-custom': 'action.zoom-custom',
  square: 'action.square',
  'pan-left': 'action.pan-left',
  'pan-right': 'action.pan-right',
  'pan-up': 'action.pan-up',
  'pan-down': 'action.pan-down',
  'animate-high': 'action.animate-high',
  'animate-low': 'action.animate-low',
  'extend-high': 'action.extend-high',
  'extend-low': 'action.extend-low',
  'upscale-video': 'action.upscale-video',
} as const satisfies { readonly [name in ActionName]: TextKey };

/** The name that people know an action by; one that is not known any more stays as it was booked. */
export function actionText({ say }: Translator, name: string): string {
  return isAction(name) ? say(ACTION_KEYS[name]) : name;
}

const isAction = (name: string): name is ActionName => Object.hasOwn(ACTIONS, name);
