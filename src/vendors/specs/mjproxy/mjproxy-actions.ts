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

/** Buttons that open a window when asked to; videos have a route of their own. */
export const REMIXED_ACTIONS: readonly ActionName[] = [
  ...(['vary', 'vary-subtle', 'vary-strong', 'reroll'] as const),
  ...(['pan-left', 'pan-right', 'pan-up', 'pan-down'] as const),
];

/** What servers of the original kind know. */
const ORIGINAL_ACTIONS = {
  imagine: {},
  blend: {},
  describe: {},
  vary: {},
  reroll: {},
} as const satisfies Capabilities['actions'];

/** What the video route has fields for, and `--raw` in its words. */
const video: ActionSupport = {
  ...{ fromPicture: 'link', rewrites: true, parameters: ['loop', 'end', 'bs', 'raw'] },
};
const extension: ActionSupport = { rewrites: true, parameters: ['raw'] };

/** What the whole protocol knows. */
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

/** What a server can do, as its operator describes it. */
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

/** What a finished task allows: its own buttons, and for what comes after a U its version. */
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

/** Once a picture of the grid was upscaled, its own buttons; videos start from a link, whatever they list. */
export function allowedOncePrepared(
  handle: MjproxyHandle,
  prepared: MjproxyHandle,
): readonly ActionName[] {
  const buttons = actionsOfSolo(prepared.buttons);
  const videos = ['animate-high', 'animate-low'] as const;
  return handle.links.length > 0 ? [...new Set([...buttons, ...videos])] : buttons;
}

const ticketSchema = z.object({
  taskId: z.string().min(1),
  /** `/mj`, or one with a speed: a task is asked about where it was submitted. */
  root: z.string().regex(/^\/mj(?:-(?:relax|fast|turbo)\/mj)?$/),
  /** What the task makes. A `window` waits for a prompt or mask; nothing runs or costs until then. */
  shape: z.enum(['grid', 'solo', 'texts', 'videos', 'window']),
  /** The window was answered: its task still says so for a moment. */
  confirmed: z.boolean(),
  /** Nothing is left to ask for, however many steps were planned. */
  ends: z.boolean().default(false),
  /** The version its prompt named; null where the account chooses it. */
  version: z.enum(VERSIONS).nullable(),
});

const handleSchema = ticketSchema.extend({
  /** Custom ids, as the answer listed them; none at servers of the original kind. */
  buttons: z.array(z.string()),
  /** Only for videos, which want an address. They live about a day. */
  links: z.array(z.object({ cell: z.number(), url: z.string() })),
});

/** The receipt for one call. */
export type MjproxyTicket = z.infer<typeof ticketSchema>;

/** What a follow-up needs of a finished job. */
export type MjproxyHandle = z.infer<typeof handleSchema>;

/** Reads what `readSubmit` wrote; throws on anything else, which is a mix-up of vendors. */
export const readTicket = (ticket: Json | undefined): MjproxyTicket => ticketSchema.parse(ticket);

/** Reads what `readCheck` wrote. */
export const readHandle = (handle: Json | undefined): MjproxyHandle => handleSchema.parse(handle);
