/**
 * Follow-ups of a picture whose vendor is no longer configured. The archive still has the picture, so vendors that take
 * a picture by link or bytes can continue from it, and vendors that take pictures in a prompt can vary it. It only
 * reads capabilities, and offers nothing where the picture could not be handed over.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { obstacleAt } from '#application/vendors/vendor-obstacle.ts';
import type { ActionName } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import { type ActionSupport, promptLimit } from '#domain/capabilities.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import { withParameter } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter } from '#domain/prompt/read.ts';
import type { Picture } from '#domain/result.ts';
import type { Speed } from '#domain/speed.ts';
import type { Vendor } from '#ports/vendor.ts';
import { followUpPrompt } from './job-prompt.ts';
import { type FinishedParent, pictureOf } from './parent-result.ts';

/** The request to another vendor that replaces a follow-up. */
export type Move = {
  /** The action itself, or the first generation that replaces it. */
  readonly action: ActionName;
  readonly prompt: ParsedPrompt;
  readonly speed: Speed;
  /** The picture it starts from; null where the prompt's text and links are enough. */
  readonly picture: Picture | null;
  /** The prompt's own pictures, sent again. */
  readonly images: readonly GivenImage[];
};

/** A vendor that can take over a follow-up, and the request to it. */
export type FallbackVendor = { readonly vendor: Vendor; readonly move: Move };

/** The parts of a follow-up that decide which vendor can take it over. */
export type FollowUp = Button & {
  readonly prompt: ParsedPrompt;
  readonly speed: Speed;
  /** Pictures that its prompt links to. */
  readonly images?: readonly GivenImage[];
};

/** These start from text or given pictures, so any vendor that supports them can repeat them. */
const STARTS_FROM_PROMPT: readonly ActionName[] = [
  'imagine',
  'blend',
  'edit',
  'retexture',
  'describe',
  'shorten',
];
const VARIATIONS: readonly ActionName[] = ['vary', 'vary-strong', 'vary-subtle'];
/** The image weight for a subtle variation; all versions accept it. */
const SUBTLE_IMAGE_WEIGHT = '2';

/** The vendors that can take over the follow-up, in the operator's order; none while its own vendor is configured. */
export function fallbackVendorsOf(
  context: Pick<AppContext, 'vendors' | 'links'>,
  parent: Job,
  { action, cell }: Button,
  asked: { readonly prompt?: ParsedPrompt; readonly speed?: Speed | null } = {},
): readonly FallbackVendor[] {
  const { result } = parent;
  if (result === null || findVendor(context, parent.vendor) !== null) return [];
  const prompt = followUpPrompt(asked.prompt ?? parsePrompt(parent.request.prompt), action);
  return context.vendors.flatMap((vendor) => {
    const speed = speedOf(vendor, [asked.speed ?? null, parent.request.speed, 'fast']);
    if (speed === null) return [];
    const move = moveAt(context, vendor, { action, cell, prompt, speed }, { ...parent, result });
    return move === null ? [] : [{ vendor, move }];
  });
}

/** The support for a button of a finished job now, by its own vendor or by those that could take it over. */
export function supportNow(
  context: Pick<AppContext, 'vendors' | 'links'>,
  parent: Job,
  button: Button,
): ActionSupport | null {
  const own = findVendor(context, parent.vendor);
  if (own !== null) return own.capabilities.actions[button.action] ?? null;
  const movers = fallbackVendorsOf(context, parent, button);
  if (movers.length === 0) return null;
  const canRewrite = ({ vendor, move }: FallbackVendor): boolean =>
    move.picture === null || vendor.capabilities.actions[move.action]?.rewrites === true;
  return { ofCells: true, ...(movers.every(canRewrite) ? { rewrites: true } : {}) };
}

/** The request to that vendor; null where it cannot continue from the picture. */
export function moveAt(
  { links }: Pick<AppContext, 'links'>,
  vendor: Vendor,
  followUp: FollowUp,
  parent: FinishedParent,
): Move | null {
  const { action, prompt, speed } = followUp;
  if (action === 'reroll') return repeatedGeneration(vendor, followUp, parent);
  const picture = pictureOf(parent.result, followUp.cell ?? parent.request.cell);
  if (picture === null) return null;
  const link = links.linkTo(picture);
  const { capabilities } = vendor;
  const how = capabilities.actions[action]?.fromPicture;
  const isTaken = how === 'bytes' || (how === 'link' && link !== null && hasWords(prompt));
  if (isTaken && formatPrompt(prompt).length <= promptLimit(capabilities, action)) {
    return { action, prompt, speed, picture, images: [] };
  }
  if (link === null || !VARIATIONS.includes(action) || !hasWords(prompt)) return null;
  const { images = [] } = followUp;
  return generation(vendor, {
    action: 'imagine',
    prompt: promptedBy(vendor, link, followUp),
    speed,
    images,
  });
}

/** Repeats a job that started from no picture of ours. */
function repeatedGeneration(
  vendor: Vendor,
  { prompt, speed }: FollowUp,
  { request }: FinishedParent,
): Move | null {
  if (!STARTS_FROM_PROMPT.includes(request.action)) return null;
  const { action, images = [] } = request;
  return generation(vendor, { action, prompt, speed, images });
}

function generation(vendor: Vendor, asked: Omit<Move, 'picture'>): Move | null {
  const { action, prompt, speed } = asked;
  const isRefused = obstacleAt(vendor, { action, parsed: prompt, speed }) !== null;
  return isRefused ? null : { ...asked, picture: null };
}

/** The prompt with the picture's link in front. */
function promptedBy(
  { capabilities }: Vendor,
  link: string,
  { action, prompt }: FollowUp,
): ParsedPrompt {
  const { parameters } = capabilities;
  const isWeighed = parameters === 'all' || parameters.includes('iw');
  const weighed =
    action === 'vary-subtle' && isWeighed && !hasParameter(prompt, 'iw')
      ? withParameter(prompt, 'iw', [SUBTLE_IMAGE_WEIGHT])
      : prompt;
  return { ...weighed, imageUrls: [{ url: link, weight: null }, ...prompt.imageUrls] };
}

/** Vendors that take links need text too. */
const hasWords = ({ text }: ParsedPrompt): boolean => text !== '';

function speedOf({ capabilities }: Vendor, wanted: readonly (Speed | null)[]): Speed | null {
  const { speeds } = capabilities;
  return wanted.find((speed) => speed !== null && speeds.includes(speed)) ?? speeds[0] ?? null;
}
