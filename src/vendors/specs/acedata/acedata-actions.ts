/**
 * Ace's names for actions. What a picture allows is in its own answer (`actions`), and that list
 * decides; the tables here only translate, and fill in where an answer has no list.
 */
import * as z from 'zod';
import { ACTION_NAMES, type ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';

/** Made of a single picture: of a cell only once `upscale1` to `upscale4` has been bought. */
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

/** V5 enlarges in its own two ways, every later version in two others. */
const OF_V5: readonly ActionName[] = ['upscale-2x', 'upscale-4x'];
const SINCE_V6: readonly ActionName[] = ['upscale-subtle', 'upscale-creative'];

/** They start from an address, which no list names. */
const BY_ADDRESS: readonly ActionName[] = ['animate-high', 'animate-low'];

/** Whether the action wants a single picture. */
export const isOnSolo = (action: ActionName): boolean => ON_SOLO[action] !== undefined;

/** Actions whose result is one picture. */
export const makesSolo = (action: ActionName): boolean =>
  OF_V5.includes(action) || SINCE_V6.includes(action);

/** Ace's word for the action on this single picture; null where its list has none. */
export function soloValue(action: ActionName, picture: AcedataPicture): string | null {
  const values = ON_SOLO[action] ?? [];
  const { actions } = picture;
  // Region needs a mask, so it is documented but in no list; an unknown list forbids nothing.
  if (actions === null || action === 'vary-region') return values[0] ?? null;
  return values.find((value) => actions.includes(value)) ?? null;
}

/** What may be offered of a finished job; null where the capabilities say it all. */
export function allowedActions(handle: AcedataHandle): readonly ActionName[] | null {
  if (handle.kind !== 'picture') return null;
  const allows = handle.shape === 'grid' ? gridAllows(handle) : soloAllows(handle);
  const hasAddress = handle.pictures.length > 0;
  return ACTION_NAMES.filter((action) =>
    BY_ADDRESS.includes(action) ? hasAddress : allows(action),
  );
}

/** The same once a picture of the grid was bought: what Ace lists for that picture decides. */
export function allowedOncePrepared(
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
    // No page lists it: only a picture's own list does, which is not there before the picture is bought.
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

/** What Ace is told beside the prompt, because it bills by it; follow-ups repeat their root's. */
export type BillingHints = z.infer<typeof hintsSchema>;

const ticketSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('task'),
    taskId: z.string().min(1),
    shape: z.enum(['grid', 'solo', 'videos']),
    hints: hintsSchema,
  }),
  /** What describe and shorten answered at once. */
  z.object({ kind: z.literal('answer'), texts: z.array(z.string()).min(1) }),
]);

const handleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    /** Looks like a number and is beyond what a number holds. */
    imageId: z.string().min(1),
    shape: z.enum(['grid', 'solo']),
    /** What Ace itself lists for this picture; null where it lists nothing. */
    actions: z.array(z.string()).nullable(),
    hints: hintsSchema,
    /** Only for videos, which start from an address. They live about a day. */
    pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
  }),
  z.object({ kind: z.literal('videos'), videoId: z.string().min(1) }),
  z.object({ kind: z.literal('texts') }),
]);

type AcedataTicket = z.infer<typeof ticketSchema>;

/** A ticket of a task that is polled. */
export type AcedataTask = Extract<AcedataTicket, { readonly kind: 'task' }>;

/** What a follow-up needs of a finished job. */
export type AcedataHandle = z.infer<typeof handleSchema>;

/** The handle of a picture, not of a video. */
export type AcedataPicture = Extract<AcedataHandle, { readonly kind: 'picture' }>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): AcedataTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): AcedataHandle => handleSchema.parse(handle);
