/**
 * The follow-ups of an APIMart task. Its documentation contradicts itself about version 8, so a button listed by the
 * grid itself counts; otherwise the version decides.
 */
import * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { isVersionIn, VERSIONS, type Version, versionsBetween } from '#domain/prompt/version.ts';
import { actionsOfGrid, buttonFor } from '#vendors/midjourney-buttons.ts';

/** Looser than Midjourney's own ids: zoom is a route here, whichever button it uses. */
const WIDER: { readonly [action in ActionName]?: RegExp } = {
  'zoom-2x': /::(?:Outpaint|CustomZoom)\b/,
  'zoom-1.5x': /::Outpaint\b/,
  'vary-region': /::Inpaint\b/,
};

const ENLARGED: { readonly [action in ActionName]?: string } = {
  'upscale-subtle': '2x_subtle',
  'upscale-creative': '2x_creative',
  'upscale-2x': '2x',
  'upscale-4x': '4x',
};

/** Whether the action makes a larger render of one picture. */
export const isEnlargement = (action: ActionName): boolean => ENLARGED[action] !== undefined;

/** Versions with named larger renders, and the version's part of that name. */
const ENGINES = [
  ['v5', versionsBetween('v5', 'v5.2'), ['2x', '4x']],
  ['v6', versionsBetween('v6', 'v6.1'), ['2x_subtle', '2x_creative']],
  ['v7', versionsBetween('v7', 'v7'), ['2x_subtle', '2x_creative']],
] as const;

/** The name of that version's larger render, such as `v7_2x_subtle`; null if there is none. */
export function enlargement(version: Version, action: ActionName): string | null {
  const kind = ENLARGED[action];
  const engine = ENGINES.find(
    ([, ranges, kinds]) => isVersionIn(version, ranges) && kinds.some((each) => each === kind),
  );
  return engine === undefined ? null : `${engine[0]}_${kind}`;
}

/** The custom id of a larger render. It is never listed; its hash is the same as in the other buttons. */
export function enlargeButton(handle: ApimartHandle, action: ActionName): string | null {
  const name = handle.version === null ? null : enlargement(handle.version, action);
  const hashes = handle.buttons.map((customId) =>
    customId
      .replace(/::SOLO$/, '')
      .split('::')
      .at(-1),
  );
  const hash = hashes.find((part) => part !== undefined && !/^\d?$/.test(part));
  return name === null || hash === undefined ? null : `MJ::JOB::upsample_${name}::1::${hash}`;
}

/** Whether the result itself has the button. Larger renders are not listed, and a missing list forbids nothing. */
export function hasButton({ buttons }: ApimartHandle, action: ActionName): boolean {
  if (buttons.length === 0 || isEnlargement(action)) return true;
  const wider = WIDER[action];
  if (wider !== undefined) return buttons.some((customId) => wider.test(customId));
  return ([1, 2, 3, 4] as const).some((cell) => buttonFor(buttons, action, cell) !== null);
}

/** The follow-ups of a finished task; null if it lists none, so that the capabilities decide. */
export function allowedActions(
  handle: ApimartHandle,
  offered: readonly ActionName[],
): readonly ActionName[] | null {
  const { shape, buttons, version } = handle;
  const videos: readonly ActionName[] = ['animate-high', 'animate-low'];
  if (shape !== 'grid' && shape !== 'solo' && shape !== 'upscaled') return [];
  if (buttons.length === 0) return null;
  const isNew = version !== null && isVersionIn(version, [['v8', 'v8.2']]);
  const expected = (action: ActionName): boolean => {
    if (isEnlargement(action)) {
      // Enlarging a larger render is undocumented.
      return shape !== 'upscaled' && version !== null && enlargement(version, action) !== null;
    }
    if (videos.includes(action)) return true;
    const isOfOldPanel = action.startsWith('pan-') || WIDER[action] !== undefined;
    return isNew && isOfOldPanel ? hasButton(handle, action) : true;
  };
  if (shape === 'grid') return actionsOfGrid(buttons, expected);
  return offered.filter(
    (action) => expected(action) && (videos.includes(action) || hasButton(handle, action)),
  );
}

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /**
   * The task's output: a `solo` is a crop, an `upscaled` a larger render. A `window` waits up to 30 minutes for its
   * mask and costs nothing.
   */
  shape: z.enum(['grid', 'solo', 'upscaled', 'texts', 'videos', 'window']),
  /** Made from a prompt: only such tasks can be animated by index. */
  isImagine: z.boolean(),
  /** The modal was submitted; its task may still report it as open for a moment. */
  confirmed: z.boolean(),
  /** The version named by its prompt; null if the vendor chooses it. */
  version: z.enum(VERSIONS).nullable(),
});

const handleSchema = ticketSchema.extend({
  /** Custom ids, as the answer listed them. */
  buttons: z.array(z.string()),
  /** Only for videos of tasks that are not an imagine. Valid for about a day. */
  links: z.array(z.object({ cell: z.number(), url: z.string() })),
});

/** The receipt for one call. */
export type ApimartTicket = z.infer<typeof ticketSchema>;

/** The data of a finished job that follow-ups need. */
export type ApimartHandle = z.infer<typeof handleSchema>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): ApimartTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined): ApimartHandle => handleSchema.parse(handle);
