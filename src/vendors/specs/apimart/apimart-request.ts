/**
 * Calls to APIMart. Most follow-ups on a picture need a paid `upscale` of it first, which is only a crop; step 0 buys
 * it. A region opens a modal (`inpaint`) and then submits the mask (`modal`). The parent's buttons decide which actions
 * exist; others are never requested.
 */

import { crc32 } from 'node:zlib';
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, hasParameter, numberOf, parameterOf } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { buttonFor } from '#vendors/midjourney-buttons.ts';
import { picturePrompt, writtenPrompt } from '#vendors/midjourney-prompt.ts';
import { LINKS_OF_A_DAY_MS, unexpiredLink } from '#vendors/placed-links.ts';
import type { VideoResolution } from '#vendors/video-resolution.ts';
import {
  type ApimartHandle,
  type ApimartTicket,
  enlargeButton,
  enlargement,
  hasButton,
  isEnlargement,
  readHandle,
} from './apimart-buttons.ts';
import { imagineFields } from './apimart-imagine.ts';

/** The operator's settings. */
export type ApimartPlan = {
  readonly polarity: ApimartPolarity;
  readonly videos: number;
  readonly resolution: VideoResolution;
  /** The default for prompts that name no version. */
  readonly usual: Version;
};

/** A step's request, and the known facts about its task. */
type ApimartCall =
  | {
      readonly kind: 'call';
      /** Relative to `/v1/midjourney/generations/`. */
      readonly path: string;
      readonly body: { readonly [field: string]: Json };
      readonly shape: ApimartTicket['shape'];
    }
  | RefusedCall;

type Stage = 'upscale' | 'act' | 'confirm';

/** The number of calls: one more if a picture must be upscaled first, one more for a region's mask. */
export const stepCount = (request: VendorRequest): number => stagesOf(request).length;

/** The upscale bought before the action itself is reused by later follow-ups. */
export const reusableSteps = (request: VendorRequest): number =>
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
      return planVideo(request, plan);
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

/** One picture, with an imagine's fields; the ratio is always sent because the default is square. */
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

/** Direction, ratio or kind; the paths of the actions that need more than a task id. */
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

/** A changed prompt for a picture of 8.1 or 8.2; the vendor refuses all other versions. */
const REMIXES: { readonly [action in ActionName]?: string } = {
  // V varies strongly, as Midjourney's own buttons do.
  vary: 'remix-strong',
  'vary-strong': 'remix-strong',
  'vary-subtle': 'remix-subtle',
};

/** The versions that its remix accepts. */
export const REMIXED_VERSIONS: readonly Version[] = ['v8.1', 'v8.2'];

/** The prompt, if it differs from the parent's and the action supports remix; else null. */
function remixOf({ action, prompt, parent }: VendorRequest, version: Version | null) {
  const route = REMIXES[action];
  if (route === undefined || parent === null || version === null) return null;
  const words = writtenPrompt(picturePrompt(prompt));
  // A follow-up drops its parent's zoom flag.
  const own = withoutParameters(picturePrompt(parent.prompt), ['zoom']);
  const isOther = words !== writtenPrompt(own);
  return isOther && REMIXED_VERSIONS.includes(version) ? { route, words } : null;
}

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
  const remix = remixOf(request, handle.version);
  if (remix !== null) {
    // Its documentation requires the index, even of a crop, and names no button.
    const body = { task_id: handle.taskId, index: indexOf(handle, request), prompt: remix.words };
    return call(remix.route, { ...body, speed }, 'grid');
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

const indexOf = ({ shape }: ApimartHandle, { cell, parent }: VendorRequest) =>
  shape === 'grid' ? (cell ?? parent?.cell ?? 1) : 1;

/** The button if it is listed: with fewer than four pictures an index may mean another one. */
function pictureOf(handle: ApimartHandle, request: VendorRequest, action: ActionName) {
  const index = indexOf(handle, request);
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

const BATCHES = [1, 2, 4];

/**
 * The call that animates a picture: by task and index if the task is an imagine, by a link otherwise. It has a single
 * speed, and each video of the batch is billed.
 */
function planVideo(
  request: VendorRequest,
  { videos, resolution }: Pick<ApimartPlan, 'videos' | 'resolution'>,
): ApimartCall {
  const start = startOf(request);
  if (start === null)
    return refused('action-unavailable', 'The picture has no address', {
      kind: 'picture-too-old',
      vendorLabel: 'APIMart',
    });
  const parsed = parsePrompt(request.prompt);
  const [end] = parameterOf(parsed, 'end')?.values ?? [];
  const kind = `vid_1.1_i2v_${end === undefined ? '' : 'start_end_'}${resolution.replace('p', '')}`;
  const body = {
    ...start,
    ...(parsed.text === '' ? {} : { prompt: parsed.text }),
    motion: request.action === 'animate-high' ? 'high' : 'low',
    batch_size: videosOf(request, videos),
    video_type: kind,
    ...(end === undefined ? {} : { end_url: end }),
  };
  return { kind: 'call', path: 'video', body, shape: 'videos' };
}

/** The number of videos, each of which is billed: from the prompt, else from the operator's settings. */
export function videosOf({ prompt }: Pick<VendorRequest, 'prompt'>, usual: number): number {
  const asked = numberOf(parsePrompt(prompt), 'bs');
  return BATCHES.find((batch) => batch === asked) ?? usual;
}

function startOf({ cell, parent, imageUrls = [] }: VendorRequest) {
  const handle = parent === null ? null : readHandle(parent.handle);
  const number = handle?.shape === 'grid' ? (cell ?? parent?.cell ?? 1) : 1;
  // Only here the vendor counts from 0.
  if (handle?.isImagine === true) return { task_id: handle.taskId, index: number - 1 };
  const kept =
    handle === null || parent === null
      ? undefined
      : unexpiredLink(handle.links, number, parent, LINKS_OF_A_DAY_MS);
  const link = imageUrls[0] ?? kept;
  return link === undefined ? null : { image_urls: [link] };
}

// Masks in APIMart's polarity, which its documentation contradicts itself about. A grey PNG is relabelled as one with a
// palette: the pixels stay the same, bit for bit, and the palette decides which of them are holes. Nothing is decoded.

/** The repainted area: the transparent or the white pixels. */
type ApimartPolarity = 'transparent' | 'white';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY = 0;
const PALETTE = 3;
const BIT_DEPTH_AT = 8;
const COLOUR_TYPE_AT = 9;

type Chunk = { readonly name: string; readonly data: Buffer };

/** The grey mask (white = repaint) relabelled; null unless it is a grey PNG of at most 8 bits. */
export function relabelMask(mask: Uint8Array, polarity: ApimartPolarity): Buffer | null {
  const chunks = readChunks(Buffer.from(mask));
  const header = chunks?.find(({ name }) => name === 'IHDR')?.data;
  const bitDepth = header?.[BIT_DEPTH_AT] ?? 16;
  if (chunks === null || header?.[COLOUR_TYPE_AT] !== GREY || bitDepth > 8) return null;
  const relabelled = Buffer.from(header);
  relabelled[COLOUR_TYPE_AT] = PALETTE;
  const count = 2 ** bitDepth;
  const repaints = Array.from({ length: count }, (_, grey) => grey >= count / 2);
  // A hole's own colour is black, so that a reader that ignores transparency sees a plain mask.
  const isOpaque = (repaint: boolean) => repaint === (polarity === 'white');
  const colours = repaints.flatMap((repaint) => (isOpaque(repaint) ? [255, 255, 255] : [0, 0, 0]));
  const alphas = repaints.map((repaint) => (isOpaque(repaint) ? 255 : 0));
  return Buffer.concat([
    SIGNATURE,
    writeChunk({ name: 'IHDR', data: relabelled }),
    writeChunk({ name: 'PLTE', data: Buffer.from(colours) }),
    writeChunk({ name: 'tRNS', data: Buffer.from(alphas) }),
    ...chunks.filter(({ name }) => name === 'IDAT' || name === 'IEND').map(writeChunk),
  ]);
}

function readChunks(png: Buffer): readonly Chunk[] | null {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    chunks.push({ name, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function writeChunk({ name, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
