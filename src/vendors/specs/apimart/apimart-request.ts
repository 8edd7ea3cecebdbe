/**
 * An action as APIMart's calls. Most follow-ups on a picture want a paid `upscale` of it first, which
 * is no more than a crop; step 0 buys it. A region opens a window (`inpaint`) and then answers it with
 * the mask (`modal`). The parent's buttons say what it has; the vendor is not asked for the rest.
 */

import { type ActionName, actionRow } from '#domain/action.ts';
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { FailureCause } from '#domain/failure-cause.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, hasParameter } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { buttonFor } from '#vendors/midjourney-buttons.ts';
import { picturePrompt, writtenPrompt } from '#vendors/midjourney-prompt.ts';
import type { VideoResolution } from '#vendors/video-resolution.ts';
import { enlargeButton, enlargement, hasButton, isEnlargement } from './apimart-buttons.ts';
import { imagineFields } from './apimart-imagine.ts';
import { type ApimartPolarity, relabelMask } from './apimart-mask.ts';
import { type ApimartHandle, type ApimartTicket, readHandle } from './apimart-ticket.ts';
import { planFilm } from './apimart-video.ts';

/** How this server is set up. */
export type ApimartPlan = {
  readonly polarity: ApimartPolarity;
  readonly videos: number;
  readonly resolution: VideoResolution;
  /** What it runs where a prompt names no version. */
  readonly usual: Version;
};

/** What a step asks for, and what will be known of its task. */
export type ApimartCall =
  | {
      readonly kind: 'call';
      /** Behind `/v1/midjourney/generations/`. */
      readonly path: string;
      readonly body: { readonly [field: string]: Json };
      readonly shape: ApimartTicket['shape'];
    }
  | { readonly kind: 'refused'; readonly failure: Failure };

type Stage = 'upscale' | 'act' | 'confirm';

/** How many calls: one more where a picture must be upscaled first, one more for a region's mask. */
export const stepCount = (request: VendorRequest): number => stagesOf(request).length;

/** The upscale before the action proper stays with the picture it was made of. */
export const keptSteps = (request: VendorRequest): number =>
  stagesOf(request)[0] === 'upscale' ? 1 : 0;

function stagesOf({ action, parent }: VendorRequest): readonly Stage[] {
  const stages: readonly Stage[] = action === 'vary-region' ? ['act', 'confirm'] : ['act'];
  if (parent === null || !actionRow(action).offeredOn.includes('solo')) return stages;
  if (actionRow(action).makes === 'videos') return stages;
  return readHandle(parent.handle).shape === 'grid' ? ['upscale', ...stages] : stages;
}

/** The step's call. */
export function planCall(submission: VendorSubmission, plan: ApimartPlan): ApimartCall {
  const { request, stepIndex, previous } = submission;
  const { action, parent, imageUrls = [], speed } = request;
  switch (action) {
    case 'imagine':
      return imagine(request);
    case 'blend':
      return blend(request);
    case 'edit':
      return edit(request);
    case 'describe':
      if (imageUrls[0] === undefined)
        return refused('input-refused', 'There is no picture', { kind: 'picture-missing' });
      return call('describe', { image_urls: [imageUrls[0]], speed }, 'texts');
    case 'animate-high':
    case 'animate-low':
      return planFilm(request, plan);
    default:
  }
  if (parent === null) return refused('internal', `${action} without a parent`);
  const named = readHandle(previous.at(-1) ?? parent.handle);
  const handle = { ...named, version: named.version ?? plan.usual };
  if (isEnlargement(action) && enlargement(handle.version, action) === null) {
    return refused('action-unavailable', `APIMart has no ${action} of that version`);
  }
  switch (stagesOf(request)[stepIndex]) {
    case 'upscale':
      return call('upscale', { ...pictureOf(handle, request, 'upscale'), speed }, 'solo');
    case 'confirm':
      return confirm(request, handle, plan.polarity);
    default:
      return act(request, handle);
  }
}

function imagine({ prompt, speed }: VendorRequest): ApimartCall {
  const fields = imagineFields(prompt);
  if (fields === null)
    return refused('input-refused', 'APIMart does not run that version', {
      kind: 'no-version',
      vendorLabel: 'APIMart',
    });
  return call('imagine', { ...fields, speed }, 'grid');
}

/** One picture; the fields are an imagine's, and the ratio is said because it would be square. */
function edit(request: VendorRequest): ApimartCall {
  const [image] = request.imageUrls ?? [];
  if (image === undefined)
    return refused('input-refused', 'There is no picture', { kind: 'picture-missing' });
  const made = imagine(request);
  if (made.kind === 'refused') return made;
  return call('edits', { ...made.body, image_urls: [image] }, 'grid');
}

function blend({ prompt, imageUrls = [], speed }: VendorRequest): ApimartCall {
  if (imageUrls.length < 2 || imageUrls.length > 4) {
    return refused('input-refused', 'APIMart blends two to four pictures', {
      kind: 'blend-count',
      vendorLabel: 'APIMart',
      minimum: 2,
      maximum: 4,
    });
  }
  const parsed = parsePrompt(prompt);
  const size = hasParameter(parsed, 'ar') ? { size: formatAspectRatio(aspectRatioOf(parsed)) } : {};
  return call('blend', { image_urls: [...imageUrls], ...size, speed }, 'grid');
}

/** Which direction, ratio or kind; the paths of what needs more than a task. */
const ACTS: { readonly [action in ActionName]?: readonly [path: string, body: Json] } = {
  'zoom-2x': ['zoom', { zoom_ratio: 2 }],
  'zoom-1.5x': ['zoom', { zoom_ratio: 1.5 }],
  'pan-left': ['pan', { direction: 'left' }],
  'pan-right': ['pan', { direction: 'right' }],
  'pan-up': ['pan', { direction: 'up' }],
  'pan-down': ['pan', { direction: 'down' }],
  'vary-region': ['inpaint', {}],
  reroll: ['reroll', {}],
};

const BY_BUTTON: { readonly [action in ActionName]?: string } = {
  vary: 'variation',
  'vary-subtle': 'low-variation',
  'vary-strong': 'high-variation',
};

function act(request: VendorRequest, handle: ApimartHandle): ApimartCall {
  const { action, speed } = request;
  if (!hasButton(handle, action)) {
    return refused('action-unavailable', `The result has no ${action} button`);
  }
  const byButton = BY_BUTTON[action];
  if (byButton !== undefined) {
    return call(byButton, { ...pictureOf(handle, request, action), speed }, 'grid');
  }
  const row = ACTS[action];
  if (row !== undefined) {
    const [path, body] = row;
    const shape = action === 'vary-region' ? 'window' : 'grid';
    return call(path, { task_id: handle.taskId, ...Object(body), speed }, shape);
  }
  const customId = enlargeButton(handle, action);
  if (customId === null) return refused('action-unavailable', `APIMart has no ${action} here`);
  return call('upscale', { task_id: handle.taskId, custom_id: customId, speed }, 'upscaled');
}

/** The button where it is listed: with fewer than four pictures a number may mean another one. */
function pictureOf(handle: ApimartHandle, { cell, parent }: VendorRequest, action: ActionName) {
  const index = handle.shape === 'grid' ? (cell ?? parent?.cell ?? 1) : 1;
  const customId = buttonFor(handle.buttons, action, index);
  const which = customId === null ? { index } : { custom_id: customId };
  return { task_id: handle.taskId, ...which };
}

function confirm(
  { prompt, mask }: VendorRequest,
  { taskId }: ApimartHandle,
  polarity: ApimartPolarity,
): ApimartCall {
  const relabelled = mask === null ? null : relabelMask(mask, polarity);
  if (relabelled === null) return refused('internal', 'A region without a grey mask');
  const body = {
    task_id: taskId,
    prompt: writtenPrompt(picturePrompt(prompt)),
    mask_url: `data:image/png;base64,${relabelled.toString('base64')}`,
  };
  return call('modal', body, 'grid');
}

function call(
  path: string,
  body: { readonly [field: string]: Json },
  shape: ApimartTicket['shape'],
): ApimartCall {
  return { kind: 'call', path, body, shape };
}

function refused(kind: FailureKind, detail: string, cause?: FailureCause): ApimartCall {
  const failure = { kind, detail, ...(cause === undefined ? {} : { cause }) };
  return { kind: 'refused', failure };
}
