/**
 * The table of actions, from which buttons, prices, capabilities and routing are derived. Emoji are Midjourney's own.
 * Independent of vendors and of translated texts.
 */

/** The kind of result of an action; it decides which buttons the result can have. */
export type ResultKind = 'grid' | 'image' | 'videos' | 'suggestions';

/** A result as its buttons see it: a picture offers different actions before and after an upscale. */
export type Surface = 'grid' | 'solo' | 'upscaled' | 'videos' | 'video' | 'suggestions';

/** The price class of an action; the price table maps it to credits. */
export type PriceClass = 'free' | 'grid' | 'upscale-2x' | 'upscale-4x' | 'video' | 'text';

type ActionRow = {
  /** The spelling in a button's custom id, followed by the cell if `perCell`. */
  readonly token: string;
  readonly emoji: string | null;
  /** One button for each of the four pictures. */
  readonly perCell: boolean;
  /** The surface that the finished result shows. */
  readonly makes: Surface;
  readonly priceClass: PriceClass;
  /** Surfaces whose results may offer it; empty for actions that only a command starts. */
  readonly offeredOn: readonly Surface[];
  /** Served from the archive, without a vendor. */
  readonly fromArchive: boolean;
};

/** An action that only a command starts. */
const command = (token: string, makes: Surface, priceClass: PriceClass): ActionRow => ({
  token,
  emoji: null,
  perCell: false,
  makes,
  priceClass,
  offeredOn: [],
  fromArchive: false,
});

/** A button under one picture that makes a new grid from it. */
const grid = (
  token: string,
  emoji: string,
  offeredOn: readonly Surface[] = ['solo'],
): ActionRow => ({ ...command(token, 'grid', 'grid'), emoji, offeredOn });

/** A button that makes a larger version of one picture. */
const enlarge = (token: string, priceClass: PriceClass): ActionRow => ({
  ...command(token, 'upscaled', priceClass),
  // Midjourney's own is a custom emoji that belongs to its application.
  emoji: '🔎',
  offeredOn: ['solo', 'upscaled'],
});

/** A button that makes videos from a picture or a video. */
const video = (token: string, offeredOn: readonly Surface[]): ActionRow => ({
  ...command(token, 'videos', 'video'),
  emoji: '🎞️',
  offeredOn,
});

const SOLO_AND_UPSCALED: readonly Surface[] = ['solo', 'upscaled'];

/** Every action: its token in custom ids (never reused), its input and output, and where it is offered. */
export const ACTIONS = {
  imagine: command('im', 'grid', 'grid'),
  blend: command('bl', 'grid', 'grid'),
  edit: command('ed', 'grid', 'grid'),
  // As documented by Midjourney: shapes stay, materials are repainted.
  retexture: command('rt', 'grid', 'grid'),
  describe: command('de', 'suggestions', 'text'),
  shorten: command('sh', 'suggestions', 'text'),
  upscale: {
    ...command('u', 'solo', 'free'),
    perCell: true,
    offeredOn: ['grid'],
    fromArchive: true,
  },
  vary: {
    ...command('v', 'grid', 'grid'),
    perCell: true,
    offeredOn: ['grid'],
  },
  // Under videos and suggestions it repeats the same request.
  reroll: {
    ...command('r', 'grid', 'grid'),
    emoji: '🔄',
    offeredOn: ['grid', 'videos', 'suggestions'],
  },
  'upscale-subtle': enlarge('hs', 'upscale-2x'),
  'upscale-creative': enlarge('hc', 'upscale-2x'),
  'upscale-2x': enlarge('h2', 'upscale-2x'),
  'upscale-4x': enlarge('h4', 'upscale-4x'),
  'vary-subtle': grid('vs', '🪄', SOLO_AND_UPSCALED),
  'vary-strong': grid('vt', '🪄', SOLO_AND_UPSCALED),
  'vary-region': grid('vr', '🖌️'),
  'zoom-2x': grid('z2', '🔍'),
  'zoom-1.5x': grid('z15', '🔍'),
  'zoom-custom': grid('zc', '🔍'),
  square: grid('sq', '↔️'),
  'pan-left': grid('pl', '⬅️'),
  'pan-right': grid('pr', '➡️'),
  'pan-up': grid('pu', '⬆️'),
  'pan-down': grid('pd', '⬇️'),
  'animate-high': video('ah', SOLO_AND_UPSCALED),
  'animate-low': video('al', SOLO_AND_UPSCALED),
  'extend-high': video('xh', ['video']),
  'extend-low': video('xl', ['video']),
  'upscale-video': {
    ...command('uv', 'video', 'free'),
    perCell: true,
    offeredOn: ['videos'],
    fromArchive: true,
  },
} as const satisfies Record<string, ActionRow>;

/** The names of all actions. */
export type ActionName = keyof typeof ACTIONS;

/** The table's row, widened so that all rows have the same type. */
export function actionRow(name: ActionName): ActionRow {
  return ACTIONS[name];
}

/** Every action, in the table's order. */
export const ACTION_NAMES: readonly ActionName[] = Object.keys(ACTIONS).filter(
  (name): name is ActionName => name in ACTIONS,
);

const RESULT_KINDS = {
  grid: 'grid',
  solo: 'image',
  upscaled: 'image',
  videos: 'videos',
  video: 'videos',
  suggestions: 'suggestions',
} as const satisfies Record<Surface, ResultKind>;

/** The kind of result that a surface shows. */
export function resultKindOf(surface: Surface): ResultKind {
  return RESULT_KINDS[surface];
}
