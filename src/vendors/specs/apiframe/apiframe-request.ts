/**
 * Request bodies for Apiframe. Zoom, pan and region need a paid `upsample` of the picture first: step 0 buys it, step 1
 * builds on it. A parent that already is an upsample needs one step. The API refuses unknown fields, so only documented
 * ones are sent.
 */
import * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { JOB_PARAMETERS, withoutParameters } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, hasParameter } from '#domain/prompt/read.ts';
import type { VendorParent, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { LINKS_OF_A_DAY_MS, unexpiredLink } from '#vendors/placed-links.ts';
import type { VideoResolution } from '#vendors/video-resolution.ts';

type Body = { readonly [field: string]: Json };
type FollowUp = { readonly [field: string]: string | number };

/** A step's request, and the known facts about its job. */
type ApiframeCall =
  | ({ readonly kind: 'call'; readonly path: string; readonly body: Body } & Pick<
      ApiframeTicket,
      'shape' | 'again'
    >)
  | RefusedCall;

const GENERATE = '/v2/images/generate';
const FOLLOW_UP = '/v2/images/midjourney/action';
const ANIMATE = '/v2/videos/generate';

const BUILT_ON_UPSAMPLE: { readonly [action in ActionName]?: FollowUp } = {
  'zoom-2x': { action: 'outpaint', zoomRatio: 2 },
  'zoom-1.5x': { action: 'outpaint', zoomRatio: 1.5 },
  'pan-left': { action: 'pan', direction: 'left' },
  'pan-right': { action: 'pan', direction: 'right' },
  'pan-up': { action: 'pan', direction: 'up' },
  'pan-down': { action: 'pan', direction: 'down' },
  'vary-region': { action: 'inpaint' },
};

/** The number of billable calls: two if an upsample must be bought first. */
export function stepCount({ action, parent }: VendorRequest): number {
  if (BUILT_ON_UPSAMPLE[action] === undefined || parent === null) return 1;
  return readHandle(parent.handle).shape === 'solo' ? 1 : 2;
}

/** The upsample bought before the action itself is reused by later follow-ups. */
export const reusableSteps = (request: VendorRequest): number => stepCount(request) - 1;

/** The step's call. */
export function planCall(submission: VendorSubmission, resolution: VideoResolution): ApiframeCall {
  const { request } = submission;
  if (request.action === 'imagine') return imagine(request.prompt);
  const { parent } = request;
  if (request.action === 'animate-high' || request.action === 'animate-low') {
    return animate(request, parent, resolution);
  }
  if (parent === null) return refused('internal', `${request.action} without a parent`);
  switch (request.action) {
    case 'reroll':
      return reroll(request, parent);
    case 'vary':
      return followUp({ action: 'variation', ...pictureOf(parent, request) });
    default:
      return buildOnUpsample(submission, parent);
  }
}

function imagine(prompt: string): ApiframeCall {
  const parsed = parsePrompt(prompt);
  // The ratio has its own field, and precedence over a flag is undocumented. The other removed flags are handled by the
  // bot.
  const sent = withoutParameters(parsed, ['ar', ...JOB_PARAMETERS]);
  const ratio = hasParameter(parsed, 'ar')
    ? { midjourneyParams: { aspect_ratio: formatAspectRatio(aspectRatioOf(parsed)) } }
    : {};
  const body = { model: 'midjourney', prompt: formatPrompt(sent), ...ratio };
  return { kind: 'call', path: GENERATE, body, shape: 'grid', again: 'prompt' };
}

function reroll(request: VendorRequest, parent: VendorParent): ApiframeCall {
  const { again } = readHandle(parent.handle);
  if (again === 'prompt') return imagine(request.prompt);
  if (again === 'never') {
    return refused('action-unavailable', 'A region made with a mask cannot be made again');
  }
  return followUp(again);
}

function buildOnUpsample(submission: VendorSubmission, parent: VendorParent): ApiframeCall {
  const { request, stepIndex, previous } = submission;
  const wanted = BUILT_ON_UPSAMPLE[request.action];
  if (wanted === undefined) {
    return refused('action-unavailable', `Apiframe has no ${request.action}`);
  }
  if (stepIndex === 0 && stepCount(request) === 2) {
    return followUp({ action: 'upsample', ...pictureOf(parent, request) });
  }
  const { jobId } = readHandle(previous.at(-1) ?? parent.handle);
  if (request.action !== 'vary-region') return followUp({ ...wanted, parentJobId: jobId });
  return request.mask === null
    ? refused('internal', 'A region without a mask')
    : inpaint(request.prompt, jobId, request.mask);
}

function inpaint(prompt: string, parentJobId: string, mask: Uint8Array): ApiframeCall {
  const text = formatPrompt(withoutParameters(parsePrompt(prompt), ['ar']));
  const body = {
    action: 'inpaint',
    parentJobId,
    mask: Buffer.from(mask).toString('base64'),
    ...(text === '' ? {} : { prompt: text }),
  };
  return { kind: 'call', path: FOLLOW_UP, body, shape: 'grid', again: 'never' };
}

function animate(
  request: VendorRequest,
  parent: VendorParent | null,
  resolution: VideoResolution,
): ApiframeCall {
  const url = startOf(request, parent);
  const words = parsePrompt(request.prompt).text || parsePrompt(parent?.prompt ?? '').text;
  if (url === null)
    return refused('action-unavailable', 'The picture has no address', {
      kind: 'picture-too-old',
      vendorLabel: 'Apiframe',
    });
  if (words === '') {
    return refused('input-refused', 'Apiframe wants words for a video', {
      kind: 'words-missing',
      vendorLabel: 'Apiframe',
    });
  }
  const body = {
    model: 'midjourney-video',
    prompt: words,
    midjourneyVideoParams: {
      start_image: url,
      motion: request.action === 'animate-high' ? 'high' : 'low',
      // Apiframe's names for 480p and 720p.
      resolution: resolution === '720p' ? 'hd' : 'sd',
    },
  };
  return { kind: 'call', path: ANIMATE, body, shape: 'videos', again: 'never' };
}

function followUp(body: FollowUp): ApiframeCall {
  const shape = body.action === 'upsample' ? 'solo' : 'grid';
  return { kind: 'call', path: FOLLOW_UP, body, shape, again: body };
}

/** Apiframe counts from 1, row by row, as we do. */
function pictureOf(parent: VendorParent, request: VendorRequest) {
  return { parentJobId: readHandle(parent.handle).jobId, index: request.cell ?? parent.cell ?? 1 };
}

/** A video's start picture: our own link if there is one, else the vendor's, which expires soon. */
function startOf(request: VendorRequest, parent: VendorParent | null): string | null {
  const [given] = request.imageUrls ?? [];
  if (parent === null || given !== undefined) return given ?? null;
  const cell = request.cell ?? parent.cell ?? 1;
  return unexpiredLink(readHandle(parent.handle).pictures, cell, parent, LINKS_OF_A_DAY_MS) ?? null;
}

const ticketSchema = z.object({
  jobId: z.string().min(1),
  /** The shape of the output, which Apiframe's replies do not state. */
  shape: z.enum(['grid', 'solo', 'videos']),
  /**
   * How to reroll: by prompt, by the same follow-up (its body, without webhook), or not at all (a mask is too large to
   * keep).
   */
  again: z.union([
    z.literal('prompt'),
    z.literal('never'),
    z.record(z.string(), z.union([z.string(), z.number()])),
  ]),
});

const handleSchema = ticketSchema.extend({
  /** Only for Animate, which takes a URL instead of a job. Valid for about a day. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

/** The receipt for one call. */
export type ApiframeTicket = z.infer<typeof ticketSchema>;
type ApiframeHandle = z.infer<typeof handleSchema>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): ApiframeTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined): ApiframeHandle => handleSchema.parse(handle);
