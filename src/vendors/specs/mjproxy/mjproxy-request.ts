/**
 * An action as midjourney-proxy's calls. It relies on the parent's buttons: an action on one picture of a
 * grid presses that picture's U first, a custom zoom or a region opens a window and then answers it.
 * Servers of the original kind list no buttons; they know variation and reroll by name.
 */
import { type ActionName, actionRow } from '#domain/action.ts';
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Json } from '#domain/json.ts';
import type { VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { buttonFor } from '#vendors/midjourney-buttons.ts';
import { planBlend, planDescribe, planEdit } from './mjproxy-given.ts';
import { imaginePrompt, windowPrompt } from './mjproxy-prompt.ts';
import { isRemixed } from './mjproxy-remix.ts';
import { type MjproxyHandle, type MjproxyTicket, readHandle } from './mjproxy-ticket.ts';
import { planExtension, planFilm } from './mjproxy-video.ts';

/** What a step asks for, and what will be known of its task. */
export type MjproxyCall =
  | {
      readonly kind: 'call';
      /** Behind `/mj`. */
      readonly path: string;
      readonly body: { readonly [field: string]: Json };
      readonly shape: MjproxyTicket['shape'];
    }
  | { readonly kind: 'refused'; readonly failure: Failure };

type Stage = 'upscale' | 'act' | 'confirm';

/** Their buttons open a window; the task runs when it is answered. */
const WINDOWS: readonly ActionName[] = ['vary-region', 'zoom-custom', 'square'];

/** How many calls: one more where a picture must be upscaled first, one more for a window. */
export const stepCount = (request: VendorRequest): number => stagesOf(request).length;

/** The upscale before the action proper stays with the picture it was made of. */
export const keptSteps = (request: VendorRequest): number =>
  stagesOf(request)[0] === 'upscale' ? 1 : 0;

const opensWindow = (request: VendorRequest): boolean =>
  WINDOWS.includes(request.action) || isRemixed(request);

function stagesOf(request: VendorRequest): readonly Stage[] {
  const { action, parent } = request;
  const window: readonly Stage[] = opensWindow(request) ? ['act', 'confirm'] : ['act'];
  if (parent === null || !actionRow(action).offeredOn.includes('solo')) return window;
  const isGrid = readHandle(parent.handle).shape === 'grid';
  return isGrid && planFilm(request)?.kind !== 'call' ? ['upscale', ...window] : window;
}

/** The step's call. */
export function planCall(submission: VendorSubmission): MjproxyCall {
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
  const film = planFilm(request) ?? planExtension(request);
  if (film !== null) return film;
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
  if (buttons.length === 0) return change(taskId, action, index);
  const customId = buttonFor(buttons, action, handle.shape === 'grid' ? index : 1);
  if (customId === null) return refused('action-unavailable', `The result has no ${action} button`);
  // V vary strongly, as Midjourney's own do; the server's own preset is the subtle kind.
  const strong = action === 'vary' ? { strong: true } : {};
  const asked = isRemixed(request) ? { enableRemix: true } : {};
  return call('/submit/action', { taskId, customId, ...strong, ...asked }, shape);
}

/** For servers without buttons. Gateways refuse an index of 0, even where it means nothing. */
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
  // Servers cut off exactly this prefix. White is repainted: what Discord's own page makes too.
  const maskBase64 = `data:image/png;base64,${Buffer.from(mask).toString('base64')}`;
  return call('/submit/modal', { ...body, maskBase64 }, 'grid');
}

function call(
  path: string,
  body: { readonly [field: string]: Json },
  shape: MjproxyTicket['shape'],
): MjproxyCall {
  return { kind: 'call', path, body, shape };
}

function refused(kind: FailureKind, detail: string): MjproxyCall {
  return { kind: 'refused', failure: { kind, detail } };
}
