/**
 * What can be asked, as a table: the closed list that buttons, prices, capabilities and routing
 * are derived from. Emoji are Midjourney's own. Nothing here knows a vendor, or a word that people read.
 */

/** The kind of result an action ends in; it decides which buttons the result can carry. */
export type ResultKind = 'grid' | 'image' | 'videos' | 'suggestions';

/** Where buttons hang: the same picture offers other actions before and after an upscale. */
export type Surface = 'grid' | 'solo' | 'upscaled' | 'videos' | 'video' | 'suggestions';

/** What an action costs, as a class; the price table turns it into credits. */
export type PriceClass = 'free' | 'grid' | 'upscale-2x' | 'upscale-4x' | 'video' | 'text';

type ActionRow = {
  /** Spelling in a button's custom id; followed by the cell where `perCell`. */
  readonly token: string;
  readonly emoji: string | null;
  /** One button for each of the four pictures. */
  readonly perCell: boolean;
  /** The surface that the finished result shows. */
  readonly makes: Surface;
  readonly priceClass: PriceClass;
  /** Surfaces whose results may offer it; empty for what only a command can start. */
  readonly offeredOn: readonly Surface[];
  /** Needs nothing but pictures we hold: served from the archive, no vendor is asked. */
  readonly fromArchive: boolean;
};

/** What only a command starts. */
const command = (token: string, makes: Surface, priceClass: PriceClass): ActionRow => ({
  token,
  emoji: null,
  perCell: false,
  makes,
  priceClass,
  offeredOn: [],
  fromArchive: false,
});

/** A button under one picture, that makes a new grid of it. */
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

/** A button that makes videos of a picture or of a video. */
const video = (token: string, offeredOn: readonly Surface[]): ActionRow => ({
  ...command(token, 'videos', 'video'),
  emoji: '🎞️',
  offeredOn,
});

const SOLO_AND_UPSCALED: readonly Surface[] = ['solo', 'upscaled'];

/** Every action: the token in custom ids (never reused), what it is made from and makes, and where it is offered. */
export const ACTIONS = {
  imagine: command('im', 'grid', 'grid'),
  blend: command('bl', 'grid', 'grid'),
  edit: command('ed', 'grid', 'grid'),
  // As on Midjourney's pages: shapes stay, what they are made of is repainted.
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
  // Under videos and words it asks for the same again, whatever that was.
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

/** The closed union of what can be asked. */
export type ActionName = keyof typeof ACTIONS;

/** The table's row, widened so that every row reads alike. */
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

/** What a surface shows, as a kind of result. */
export function resultKindOf(surface: Surface): ResultKind {
  return RESULT_KINDS[surface];
}
