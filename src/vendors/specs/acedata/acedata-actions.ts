/**
 * Ace's names for actions. A picture's own reply lists what it allows (`actions`), and that list decides; the tables
 * here translate, and apply where a reply has no list.
 */
import * as z from 'zod';
import { ACTION_NAMES, type ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';

/** Follow-ups of a single picture: for a grid's cell only after a paid `upscale1` to `upscale4`. */
const ON_SOLO: { readonly [action in ActionName]?: readonly string[] } = {
  'upscale-subtle': ['upscale_subtle', 'redo_upscale_subtle'],
  'upscale-creative': ['upscale_creative', 'redo_upscale_creative'],
  'upscale-2x': ['upscale_2x', 'redo_upscale_2x'],
  'upscale-4x': ['upscale_4x', 'redo_upscale_4x'],
  'vary-subtle': ['variation_subtle'],
  'vary-strong': ['variation_strong'],
  'vary-region': ['variation_region'],
  'zoom-2x': ['zoom_out_2x'],
  'zoom-1.5x': ['zoom_out_1_5x'],
  square: ['square'],
  'pan-left': ['pan_left'],
  'pan-right': ['pan_right'],
  'pan-up': ['pan_up'],
  'pan-down': ['pan_down'],
};

/** V5 has its own two upscalers, all later versions have two others. */
const OF_V5: readonly ActionName[] = ['upscale-2x', 'upscale-4x'];
const SINCE_V6: readonly ActionName[] = ['upscale-subtle', 'upscale-creative'];

/** They start from a URL and appear in no list. */
const BY_ADDRESS: readonly ActionName[] = ['animate-high', 'animate-low'];

/** Whether the action needs a single picture. */
export const isOnSolo = (action: ActionName): boolean => ON_SOLO[action] !== undefined;

/** Actions whose result is one picture. */
export const makesSolo = (action: ActionName): boolean =>
  OF_V5.includes(action) || SINCE_V6.includes(action);

/** Ace's name for the action on this single picture; null if its list lacks it. */
export function soloValue(action: ActionName, picture: AcedataPicture): string | null {
  const values = ON_SOLO[action] ?? [];
  const { actions } = picture;
  // Region needs a mask, so it is documented but in no list; an unknown list forbids nothing.
  if (actions === null || action === 'vary-region') return values[0] ?? null;
  return values.find((value) => actions.includes(value)) ?? null;
}

/** The follow-ups to offer for a finished job; null: the capabilities decide. */
export function allowedActions(handle: AcedataHandle): readonly ActionName[] | null {
  if (handle.kind !== 'picture') return null;
  const allows = handle.shape === 'grid' ? gridAllows(handle) : soloAllows(handle);
  const hasAddress = handle.pictures.length > 0;
  return ACTION_NAMES.filter((action) =>
    BY_ADDRESS.includes(action) ? hasAddress : allows(action),
  );
}

/** As `allowedActions`, after a picture of the grid was bought: Ace's list for that picture decides. */
export function allowedAfterUpscale(
  handle: AcedataHandle,
  prepared: AcedataHandle,
): readonly ActionName[] | null {
  if (handle.kind !== 'picture' || prepared.kind !== 'picture' || prepared.actions === null) {
    return allowedActions(handle);
  }
  const allows = soloAllows(prepared);
  return ACTION_NAMES.filter((action) =>
    BY_ADDRESS.includes(action) ? handle.pictures.length > 0 : allows(action),
  );
}

function gridAllows({ actions, hints }: AcedataPicture): (action: ActionName) => boolean {
  const lists = (pattern: RegExp) => actions?.some((value) => pattern.test(value)) ?? true;
  const enlargements = hints.version === '5.2' ? OF_V5 : SINCE_V6;
  return (action) => {
    if (action === 'reroll') return lists(/^reroll$/);
    if (action === 'vary') return lists(/^variation[1-4]$/);
    if (makesSolo(action) && !enlargements.includes(action)) return false;
    // Undocumented: only a picture's own list has it, and that exists only after the purchase.
    if (action === 'square') return false;
    return isOnSolo(action) && lists(/^upscale[1-4]$/);
  };
}

function soloAllows(picture: AcedataPicture): (action: ActionName) => boolean {
  const { actions } = picture;
  // Nothing is assumed of a single picture whose answer had no list.
  if (actions === null) return () => false;
  return (action) =>
    action === 'vary-region'
      ? actions.some((value) => value.startsWith('variation_'))
      : soloValue(action, picture) !== null;
}

const hintsSchema = z.record(z.string(), z.union([z.string(), z.boolean()]));

/** Fields sent besides the prompt because Ace bills by them; follow-ups repeat their root's. */
export type BillingHints = z.infer<typeof hintsSchema>;

const ticketSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('task'),
    taskId: z.string().min(1),
    shape: z.enum(['grid', 'solo', 'videos']),
    hints: hintsSchema,
  }),
  /** The immediate result of describe and shorten. */
  z.object({ kind: z.literal('answer'), texts: z.array(z.string()).min(1) }),
]);

const handleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    /** Numeric, but too large for a JavaScript number. */
    imageId: z.string().min(1),
    shape: z.enum(['grid', 'solo']),
    /** The actions Ace lists for this picture; null if it lists none. */
    actions: z.array(z.string()).nullable(),
    hints: hintsSchema,
    /** Only for videos, which start from a URL. Valid for about a day. */
    pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
  }),
  z.object({ kind: z.literal('videos'), videoId: z.string().min(1) }),
  z.object({ kind: z.literal('texts') }),
]);

type AcedataTicket = z.infer<typeof ticketSchema>;

/** A ticket of a task that is polled. */
export type AcedataTask = Extract<AcedataTicket, { readonly kind: 'task' }>;

/** The data of a finished job that follow-ups need. */
export type AcedataHandle = z.infer<typeof handleSchema>;

/** The handle of a picture, not of a video. */
export type AcedataPicture = Extract<AcedataHandle, { readonly kind: 'picture' }>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): AcedataTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined): AcedataHandle => handleSchema.parse(handle);
