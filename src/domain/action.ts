/**
 * What can be asked, as a table: the closed list that buttons, prices, capabilities and routing
 * are derived from. Labels and emoji are Midjourney's own. Nothing here knows a vendor.
 */

/** The kind of result an action ends in; it decides which buttons the result can carry. */
export type ResultKind = 'grid' | 'image' | 'videos' | 'texts';

/** Where buttons hang: the same picture offers other actions before and after an upscale. */
export type Surface = 'grid' | 'solo' | 'upscaled' | 'videos' | 'video' | 'texts';

/** What an action costs, as a class; the price table turns it into credits. */
export type PriceClass = 'free' | 'grid' | 'upscale-2x' | 'upscale-4x' | 'video' | 'text';

type ActionRow = {
  /** Spelling in a button's custom id; followed by the cell where `perCell`. */
  readonly token: string;
  readonly label: string | null;
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
  /** The verb of the result line, as in `**prompt** - Zoom Out by <@user>`; null for plain lines. */
  readonly resultVerb: string | null;
};

const base = {
  label: null,
  emoji: null,
  perCell: false,
  offeredOn: [],
  fromArchive: false,
  resultVerb: null,
} as const;

const SOLO = ['solo'] as const satisfies readonly Surface[];
const SOLO_AND_UPSCALED = ['solo', 'upscaled'] as const satisfies readonly Surface[];

export const ACTIONS = {
  imagine: { ...base, token: 'im', makes: 'grid', priceClass: 'grid' },
  blend: { ...base, token: 'bl', makes: 'grid', priceClass: 'grid' },
  describe: { ...base, token: 'de', makes: 'texts', priceClass: 'text' },
  shorten: { ...base, token: 'sh', makes: 'texts', priceClass: 'text' },
  upscale: {
    ...base,
    token: 'u',
    label: 'U',
    perCell: true,
    makes: 'solo',
    priceClass: 'free',
    offeredOn: ['grid'],
    fromArchive: true,
  },
  vary: {
    ...base,
    token: 'v',
    label: 'V',
    perCell: true,
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: ['grid'],
    resultVerb: 'Variations (Strong)',
  },
  reroll: {
    ...base,
    token: 'r',
    emoji: '🔄',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: ['grid'],
  },
  'upscale-subtle': {
    ...base,
    token: 'hs',
    label: 'Upscale (Subtle)',
    emoji: '🔎',
    makes: 'upscaled',
    priceClass: 'upscale-2x',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Upscaled (Subtle)',
  },
  'upscale-creative': {
    ...base,
    token: 'hc',
    label: 'Upscale (Creative)',
    emoji: '🔎',
    makes: 'upscaled',
    priceClass: 'upscale-2x',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Upscaled (Creative)',
  },
  'upscale-2x': {
    ...base,
    token: 'h2',
    label: 'Upscale (2x)',
    emoji: '🔎',
    makes: 'upscaled',
    priceClass: 'upscale-2x',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Upscaled (2x)',
  },
  'upscale-4x': {
    ...base,
    token: 'h4',
    label: 'Upscale (4x)',
    emoji: '🔎',
    makes: 'upscaled',
    priceClass: 'upscale-4x',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Upscaled (4x)',
  },
  'vary-subtle': {
    ...base,
    token: 'vs',
    label: 'Vary (Subtle)',
    emoji: '🪄',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Variations (Subtle)',
  },
  'vary-strong': {
    ...base,
    token: 'vt',
    label: 'Vary (Strong)',
    emoji: '🪄',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO_AND_UPSCALED,
    resultVerb: 'Variations (Strong)',
  },
  'vary-region': {
    ...base,
    token: 'vr',
    label: 'Vary (Region)',
    emoji: '🖌️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Variations (Region)',
  },
  'zoom-2x': {
    ...base,
    token: 'z2',
    label: 'Zoom Out 2x',
    emoji: '🔍',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Zoom Out',
  },
  'zoom-1.5x': {
    ...base,
    token: 'z15',
    label: 'Zoom Out 1.5x',
    emoji: '🔍',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Zoom Out',
  },
  'zoom-custom': {
    ...base,
    token: 'zc',
    label: 'Custom Zoom',
    emoji: '🔍',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Zoom Out',
  },
  square: {
    ...base,
    token: 'sq',
    label: 'Make Square',
    emoji: '↔️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Zoom Out',
  },
  'pan-left': {
    ...base,
    token: 'pl',
    emoji: '⬅️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Pan Left',
  },
  'pan-right': {
    ...base,
    token: 'pr',
    emoji: '➡️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Pan Right',
  },
  'pan-up': {
    ...base,
    token: 'pu',
    emoji: '⬆️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Pan Up',
  },
  'pan-down': {
    ...base,
    token: 'pd',
    emoji: '⬇️',
    makes: 'grid',
    priceClass: 'grid',
    offeredOn: SOLO,
    resultVerb: 'Pan Down',
  },
  'animate-high': {
    ...base,
    token: 'ah',
    label: 'Animate (High motion)',
    emoji: '🎞️',
    makes: 'videos',
    priceClass: 'video',
    offeredOn: SOLO_AND_UPSCALED,
  },
  'animate-low': {
    ...base,
    token: 'al',
    label: 'Animate (Low motion)',
    emoji: '🎞️',
    makes: 'videos',
    priceClass: 'video',
    offeredOn: SOLO_AND_UPSCALED,
  },
  'extend-high': {
    ...base,
    token: 'xh',
    label: 'Extend (High motion)',
    emoji: '🎞️',
    makes: 'videos',
    priceClass: 'video',
    offeredOn: ['video'],
  },
  'extend-low': {
    ...base,
    token: 'xl',
    label: 'Extend (Low motion)',
    emoji: '🎞️',
    makes: 'videos',
    priceClass: 'video',
    offeredOn: ['video'],
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
  texts: 'texts',
} as const satisfies Record<Surface, ResultKind>;

/** What a surface shows, as a kind of result. */
export function resultKindOf(surface: Surface): ResultKind {
  return RESULT_KINDS[surface];
}
