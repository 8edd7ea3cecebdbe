import * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import type { ActionSupport, Capabilities } from '#domain/capabilities.ts';
import type { Json } from '#domain/json.ts';
import { isVersionIn, VERSIONS, type Version, versionsBetween } from '#domain/prompt/version.ts';
import { actionsOfGrid, actionsOfSolo } from '#vendors/midjourney-buttons.ts';

const between = (from: Version, to: Version) => ({
  versions: VERSIONS.filter((version) => isVersionIn(version, versionsBetween(from, to))),
});

const UPSCALED_TWICE = between('v6', 'v7');
const UPSCALED_BY_NUMBER = between('v5', 'v5.2');

/** V8 has neither zoom nor pan. */
const EXTENDED = between('v5', 'v7');

/** Buttons that open a modal on request; videos have their own route. */
export const REMIXED_ACTIONS: readonly ActionName[] = [
  ...(['vary', 'vary-subtle', 'vary-strong', 'reroll'] as const),
  ...(['pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
];

/** Actions supported by servers of the original protocol. */
const ORIGINAL_ACTIONS = {
  imagine: {},
  blend: {},
  describe: {},
  vary: {},
  reroll: {},
} as const satisfies Capabilities['actions'];

/** Parameters with fields in the video route, and `--raw` in its prompt. */
const video: ActionSupport = {
  fromPicture: 'link',
  rewrites: true,
  parameters: ['loop', 'end', 'bs', 'raw'],
};
const extension: ActionSupport = { rewrites: true, parameters: ['raw'] };

/** Actions of the full protocol. */
const FULL_ACTIONS: Capabilities['actions'] = {
  ...ORIGINAL_ACTIONS,
  edit: {},
  retexture: {},
  shorten: {},
  'upscale-subtle': UPSCALED_TWICE,
  'upscale-creative': UPSCALED_TWICE,
  'upscale-2x': UPSCALED_BY_NUMBER,
  'upscale-4x': UPSCALED_BY_NUMBER,
  'vary-subtle': {},
  'vary-strong': {},
  'vary-region': { ...between('v5', 'v8.2'), rewrites: true },
  'zoom-2x': EXTENDED,
  'zoom-1.5x': EXTENDED,
  'zoom-custom': EXTENDED,
  square: EXTENDED,
  'pan-left': EXTENDED,
  'pan-right': EXTENDED,
  'pan-up': EXTENDED,
  'pan-down': EXTENDED,
  'animate-high': video,
  'animate-low': video,
  'extend-high': extension,
  'extend-low': extension,
};

/** A server's capabilities, as configured by the operator. */
export function actionsFor(server: {
  readonly flavour: 'full' | 'original';
  readonly hasRetexture: boolean;
  readonly hasRemix: boolean;
}): Capabilities['actions'] {
  if (server.flavour === 'original') return ORIGINAL_ACTIONS;
  const { retexture, ...others } = FULL_ACTIONS;
  const remixed = REMIXED_ACTIONS.map((action) => [
    action,
    { ...FULL_ACTIONS[action], rewrites: true },
  ]);
  return {
    ...others,
    ...(server.hasRetexture && retexture !== undefined ? { retexture } : {}),
    ...(server.hasRemix ? Object.fromEntries(remixed) : {}),
  };
}

/** The follow-ups of a finished task: by its own buttons, and after a U by its version. */
export function allowedActions(handle: MjproxyHandle, usual: Version): readonly ActionName[] {
  const { shape, buttons, version } = handle;
  switch (shape) {
    case 'solo':
      return actionsOfSolo(buttons);
    case 'videos':
      return ['extend-high', 'extend-low'];
    case 'grid':
      if (buttons.length === 0) return ['vary', 'reroll'];
      return actionsOfGrid(buttons, (action) => {
        const support = FULL_ACTIONS[action];
        return support?.versions?.includes(version ?? usual) ?? support !== undefined;
      });
    default:
      return [];
  }
}

/** After a picture of the grid was upscaled, its own buttons; videos start from a link, whatever is listed. */
export function allowedAfterUpscale(
  handle: MjproxyHandle,
  prepared: MjproxyHandle,
): readonly ActionName[] {
  const buttons = actionsOfSolo(prepared.buttons);
  const videos = ['animate-high', 'animate-low'] as const;
  return handle.links.length > 0 ? [...new Set([...buttons, ...videos])] : buttons;
}

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /** `/mj`, or one with a speed: a task is polled where it was submitted. */
  root: z.string().regex(/^\/mj(?:-(?:relax|fast|turbo)\/mj)?$/),
  /** The task's output. A `window` is a modal that waits for a prompt or mask; until then nothing runs or costs. */
  shape: z.enum(['grid', 'solo', 'texts', 'videos', 'window']),
  /** The modal was submitted; its task may still report it as open for a moment. */
  confirmed: z.boolean(),
  /** This step is the last, regardless of how many were planned. */
  ends: z.boolean().default(false),
  /** The version named by its prompt; null if the account chooses it. */
  version: z.enum(VERSIONS).nullable(),
});

const handleSchema = ticketSchema.extend({
  /** Custom ids, as listed in the reply; none on servers of the original protocol. */
  buttons: z.array(z.string()),
  /** Only for videos, which take a URL. Valid for about a day. */
  links: z.array(z.object({ cell: z.number(), url: z.string() })),
});

/** The receipt for one call. */
export type MjproxyTicket = z.infer<typeof ticketSchema>;

/** The data of a finished job that follow-ups need. */
export type MjproxyHandle = z.infer<typeof handleSchema>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): MjproxyTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined): MjproxyHandle => handleSchema.parse(handle);
