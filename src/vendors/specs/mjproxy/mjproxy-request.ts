/**
 * Calls to midjourney-proxy. They depend on the parent's buttons: an action on one picture of a grid presses that
 * picture's U first, a custom zoom or a region opens a modal and then submits it. Servers of the original protocol list
 * no buttons; they support variation and reroll by name.
 */
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutParameters, withParameter } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, hasParameter, numberOf, parameterOf } from '#domain/prompt/read.ts';
import type { VendorImage, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { buttonFor, squareButton } from '#vendors/midjourney-buttons.ts';
import { picturePrompt, writtenPrompt } from '#vendors/midjourney-prompt.ts';
import { LINKS_OF_A_DAY_MS, unexpiredLink } from '#vendors/placed-links.ts';
import type { VideoResolution } from '#vendors/video-resolution.ts';
import {
  type MjproxyHandle,
  type MjproxyTicket,
  REMIXED_ACTIONS,
  readHandle,
} from './mjproxy-actions.ts';

/** A step's request, and the known facts about its task. */
type MjproxyCall =
  | {
      readonly kind: 'call';
      /** Relative to `/mj`. */
      readonly path: string;
      readonly body: { readonly [field: string]: Json };
      readonly shape: MjproxyTicket['shape'];
      /** Set if it runs at once although a modal was expected: the plan's last step is not needed. */
      readonly ends?: true;
    }
  | RefusedCall;

type Stage = 'upscale' | 'act' | 'confirm';

/** Their buttons open a modal; the task runs when it is submitted. */
const WINDOWS: readonly ActionName[] = ['vary-region', 'zoom-custom', 'square'];

/** The number of calls: one more if a picture must be upscaled first, one more for a modal. */
export const stepCount = (request: VendorRequest): number => stagesOf(request).length;

/** The upscale before the action itself is reused by later follow-ups. */
export const reusableSteps = (request: VendorRequest): number =>
  stagesOf(request)[0] === 'upscale' ? 1 : 0;

const opensWindow = (request: VendorRequest): boolean =>
  WINDOWS.includes(request.action) || isRemixed(request);

function stagesOf(request: VendorRequest): readonly Stage[] {
  const { action, parent } = request;
  const window: readonly Stage[] = opensWindow(request) ? ['act', 'confirm'] : ['act'];
  if (parent === null || !actionRow(action).offeredOn.includes('solo')) return window;
  const { shape, buttons } = readHandle(parent.handle);
  const isGrid = shape === 'grid';
  if (!isGrid && action === 'square' && squareButton(buttons) !== null) return ['act'];
  return isGrid && planVideo(request)?.kind !== 'call' ? ['upscale', ...window] : window;
}

/** The step's call. */
export function planCall(submission: VendorSubmission, resolution: VideoResolution): MjproxyCall {
  const call = plainCall(submission);
  // 480 is the servers' default, and not every gateway knows the field.
  if (call.kind === 'refused' || call.shape !== 'videos' || resolution === '480p') return call;
  if (call.path !== '/submit/video') return call;
  return { ...call, body: { ...call.body, videoType: 'vid_1.1_i2v_720' } };
}

function plainCall(submission: VendorSubmission): MjproxyCall {
  const { request, stepIndex, previous } = submission;
  switch (request.action) {
    case 'imagine':
      return call('/submit/imagine', { prompt: imaginePrompt(request.prompt) }, 'grid');
    case 'blend':
      return planBlend(request);
    case 'edit':
      return planEdit(request, 'edits');
    case 'retexture':
      return planEdit(request, 'retexture');
    case 'describe':
      return planDescribe(request);
    case 'shorten':
      return call('/submit/shorten', { prompt: imaginePrompt(request.prompt) }, 'texts');
    default:
  }
  const { parent } = request;
  if (parent === null && request.imageUrls === undefined) {
    return refused('internal', `${request.action} without a parent`);
  }
  const video = planVideo(request) ?? planExtension(request);
  if (video !== null) return video;
  const handle = readHandle(previous.at(-1) ?? parent?.handle);
  switch (stagesOf(request)[stepIndex]) {
    case 'upscale':
      return press(handle, { ...request, action: 'upscale' }, 'solo');
    case 'confirm':
      return confirm(request, handle);
    default:
      return press(handle, request, opensWindow(request) ? 'window' : shapeOf(request.action));
  }
}

function shapeOf(action: ActionName): MjproxyTicket['shape'] {
  const { makes } = actionRow(action);
  if (makes === 'videos') return 'videos';
  return makes === 'grid' ? 'grid' : 'solo';
}

function press(
  handle: MjproxyHandle,
  request: VendorRequest,
  shape: MjproxyTicket['shape'],
): MjproxyCall {
  const { action, cell, parent } = request;
  const { taskId, buttons } = handle;
  const index = cell ?? parent?.cell ?? 1;
  const square = action === 'square' ? squareButton(buttons) : null;
  if (square !== null) {
    return { ...call('/submit/action', { taskId, customId: square }, 'grid'), ends: true };
  }
  if (buttons.length === 0) return change(taskId, action, index);
  const customId = buttonFor(buttons, action, handle.shape === 'grid' ? index : 1);
  if (customId === null) return refused('action-unavailable', `The result has no ${action} button`);
  // V varies strongly, as Midjourney's own buttons do; the server's default is subtle.
  const strong = action === 'vary' ? { strong: true } : {};
  const asked = isRemixed(request) ? { enableRemix: true } : {};
  return call('/submit/action', { taskId, customId, ...strong, ...asked }, shape);
}

/** For servers without buttons. Gateways refuse an index of 0, even where the index is unused. */
function change(taskId: string, action: ActionName, index: number): MjproxyCall {
  if (action === 'vary') {
    return call('/submit/change', { taskId, action: 'VARIATION', index }, 'grid');
  }
  if (action === 'reroll') {
    return call('/submit/change', { taskId, action: 'REROLL', index: 1 }, 'grid');
  }
  return refused('action-unavailable', `The server lists no buttons, so there is no ${action}`);
}

function confirm({ action, prompt, mask }: VendorRequest, handle: MjproxyHandle): MjproxyCall {
  const body = { taskId: handle.taskId, prompt: windowPrompt(prompt, action) };
  if (action !== 'vary-region') return call('/submit/modal', body, 'grid');
  if (mask === null) return refused('internal', 'A region without a mask');
  // Servers strip exactly this prefix. White is repainted, as in the mask made by Discord's own editor.
  const maskBase64 = `data:image/png;base64,${Buffer.from(mask).toString('base64')}`;
  return call('/submit/modal', { ...body, maskBase64 }, 'grid');
}

function call(
  path: string,
  body: { readonly [field: string]: Json },
  shape: MjproxyTicket['shape'],
): Extract<MjproxyCall, { readonly kind: 'call' }> {
  return { kind: 'call', path, body, shape };
}

// Videos by `/submit/video`, which starts from a link or from a task, so no picture has to be upscaled first. If no
// link is known, the picture's own button is used instead.

const BATCHES: readonly (number | null)[] = [1, 2, 4];

/** The call that animates a picture by its link; null for other actions or without a link. */
export function planVideo(request: VendorRequest): MjproxyCall | null {
  const { action, parent } = request;
  if (action !== 'animate-high' && action !== 'animate-low') return null;
  const image = request.imageUrls?.[0] ?? linkOf(request);
  if (image === undefined) return null;
  const prompt = textOf(request.prompt) || textOf(parent?.prompt ?? '');
  if (prompt === '')
    return refused('input-refused', 'The server wants words for a video', {
      kind: 'words-missing',
      vendorLabel: LABEL,
    });
  const motion = action === 'animate-high' ? 'high' : 'low';
  return video({ prompt, image, motion, ...optionsOf(request.prompt) });
}

/** The call that extends a video; null for other actions. */
function planExtension(request: VendorRequest): MjproxyCall | null {
  const { action, cell, parent } = request;
  if (action !== 'extend-high' && action !== 'extend-low') return null;
  const handle = readHandle(parent?.handle);
  if (handle.shape !== 'videos')
    return refused('input-refused', 'Only a video can be extended', { kind: 'not-a-video' });
  const motion = action === 'extend-high' ? 'high' : 'low';
  const prompt = textOf(request.prompt) || textOf(parent?.prompt ?? '');
  // Only here the server counts from 0.
  const index = (cell ?? parent?.cell ?? 1) - 1;
  return video({ action: 'extend', taskId: handle.taskId, index, prompt, motion });
}

function linkOf({ cell, parent }: VendorRequest): string | undefined {
  if (parent === null) return undefined;
  const { shape, links } = readHandle(parent.handle);
  const wanted = shape === 'grid' ? (cell ?? parent.cell ?? 1) : 1;
  return unexpiredLink(links, wanted, parent, LINKS_OF_A_DAY_MS);
}

function textOf(prompt: string): string {
  const parsed = parsePrompt(prompt);
  return `${parsed.text}${parsed.text !== '' && hasParameter(parsed, 'raw') ? ' --raw' : ''}`;
}

function optionsOf(prompt: string): { readonly [field: string]: Json } {
  const parsed = parsePrompt(prompt);
  const [endImage] = parameterOf(parsed, 'end')?.values ?? [];
  const batchSize = numberOf(parsed, 'bs');
  return {
    ...(hasParameter(parsed, 'loop') ? { loop: true } : {}),
    ...(endImage === undefined ? {} : { endImage }),
    ...(BATCHES.includes(batchSize) ? { batchSize } : {}),
  };
}

const video = (body: { readonly [field: string]: Json }): MjproxyCall =>
  call('/submit/video', body, 'videos');

const LABEL = 'midjourney-proxy';

// Calls that start from uploaded pictures. Blend and describe take bytes; only newer servers accept a link instead,
// which is used when the bytes are gone. Edits take either, and a link is smaller. No parent is involved.

const BLENDED_MAX = 5;

/** The three dimensions of its blend. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  '2:3': 'PORTRAIT',
  '1:1': 'SQUARE',
  '3:2': 'LANDSCAPE',
};

/** The call that blends pictures. A prompt of links only is equivalent. */
export function planBlend({ prompt, imageUrls = [], images = [] }: VendorRequest): MjproxyCall {
  if (imageUrls.length < 2)
    return refused('input-refused', 'A blend needs two pictures', { kind: 'picture-missing' });
  const dimensions = DIMENSIONS[formatAspectRatio(aspectRatioOf(parsePrompt(prompt)))];
  const isWhole = images.length === imageUrls.length && images.length <= BLENDED_MAX;
  // The route's only field is the dimensions.
  const isPlain = picturePrompt(prompt).parameters.every(
    (parameter) => parameter.kind === 'known' && parameter.name === 'ar',
  );
  if (!isWhole || !isPlain || dimensions === undefined) {
    return call('/submit/imagine', { prompt: blendPrompt(prompt, imageUrls) }, 'grid');
  }
  return call('/submit/blend', { base64Array: images.map(dataUrl), dimensions }, 'grid');
}

/** The call that describes a picture. */
function planDescribe({ imageUrls = [], images = [] }: VendorRequest): MjproxyCall {
  const [image] = images;
  if (image !== undefined) return call('/submit/describe', { base64: dataUrl(image) }, 'texts');
  const [link] = imageUrls;
  if (link === undefined)
    return refused('input-refused', 'There is no picture to describe', { kind: 'picture-missing' });
  return call('/submit/describe', { link }, 'texts');
}

/** The call that edits a picture by prompt: `edits`, or `retexture`, which keeps its shapes. */
export function planEdit(
  { prompt, imageUrls = [] }: VendorRequest,
  route: 'edits' | 'retexture',
): MjproxyCall {
  const [image] = imageUrls;
  if (image === undefined)
    return refused('input-refused', 'There is no picture to edit', { kind: 'picture-missing' });
  return call(`/submit/${route}`, { prompt: imaginePrompt(prompt), image }, 'grid');
}

const dataUrl = ({ bytes, mediaType }: VendorImage): string =>
  `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;

/** All flags inline, as Midjourney takes them. */
const imaginePrompt = (prompt: string): string => writtenPrompt(picturePrompt(prompt));

/** The pictures' links and no text, followed only by parameters. */
function blendPrompt(prompt: string, links: readonly string[]): string {
  const { parameters } = picturePrompt(prompt);
  const imageUrls = links.map((url) => ({ url, weight: null }));
  return writtenPrompt({ imageUrls, text: '', parameters });
}

/** A modal's prompt, with the factor of a zoom. */
function windowPrompt(prompt: string, action: ActionName): string {
  const parsed = picturePrompt(prompt);
  if (action === 'square') {
    return writtenPrompt(withParameter(withParameter(parsed, 'ar', ['1:1']), 'zoom', ['1']));
  }
  if (action === 'zoom-custom' && !hasParameter(parsed, 'zoom')) {
    return writtenPrompt(withParameter(parsed, 'zoom', ['2']));
  }
  return writtenPrompt(parsed);
}

// Remix: a changed prompt for a variation, a pan or a reroll. The button is pressed with the request for a modal, which
// is then submitted with the prompt. A server that does not support this runs the button at once.

/** Whether the prompt differs from the parent's, ignoring a ratio changed by the action itself. */
function isRemixed({ action, prompt, parent }: VendorRequest): boolean {
  if (parent === null || !REMIXED_ACTIONS.includes(action)) return false;
  return wordsOf(prompt) !== wordsOf(parent.prompt);
}

const wordsOf = (prompt: string): string =>
  formatPrompt(withoutParameters(parsePrompt(prompt), ['ar', 'zoom']));
