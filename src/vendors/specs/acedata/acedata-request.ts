/**
 * Request bodies for Ace. Most follow-ups need a single picture: step 0 buys `upscaleN` of the grid, step 1 builds on
 * it. A parent that already is a single picture needs one step. Image ids are always strings, and only documented
 * fields are sent.
 */
import type { ActionName } from '#domain/action.ts';
import type { Json } from '#domain/json.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { hasParameter, referencesOf } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';
import type { VendorParent, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { LINKS_OF_A_DAY_MS, unexpiredLink } from '#vendors/placed-links.ts';
import {
  type AcedataHandle,
  type AcedataPicture,
  type AcedataTask,
  type BillingHints,
  isOnSolo,
  makesSolo,
  readHandle,
  soloValue,
} from './acedata-actions.ts';
import { billedPrompt, editPrompt, modeOf } from './acedata-prompt.ts';

type Body = { readonly [field: string]: Json };

/** The operator's settings. */
type AcedataChoices = {
  readonly resolution: '480p' | '720p';
  /** The default for prompts that name no version. */
  readonly version: Version;
  /** How a mask with a link is sent; without a link its bytes are sent. */
  readonly mask: 'link' | 'base64';
};

/** A step's request, and the known facts about its task. */
type AcedataCall =
  | ({ readonly kind: 'task'; readonly path: string; readonly body: Body } & Pick<
      AcedataTask,
      'shape' | 'hints'
    >)
  /** Answered synchronously; there is no task. */
  | { readonly kind: 'answer'; readonly path: string; readonly body: Body }
  | RefusedCall;

const IMAGINE = '/midjourney/imagine';
const EDITS = '/midjourney/edits';
const VIDEOS = '/midjourney/videos';

/** The number of billable calls: two if a single picture must be bought first. */
export function stepCount({ action, parent }: VendorRequest): number {
  if (!isOnSolo(action) || parent === null) return 1;
  const handle = readHandle(parent.handle);
  return handle.kind === 'picture' && handle.shape === 'grid' ? 2 : 1;
}

/** The single picture bought before the action itself is reused by later follow-ups. */
export const reusableSteps = (request: VendorRequest): number => stepCount(request) - 1;

/** The step's call. */
export function planCall(submission: VendorSubmission, choices: AcedataChoices): AcedataCall {
  const { request } = submission;
  switch (request.action) {
    case 'imagine':
      return generate(request.prompt, request, choices);
    case 'blend':
      return blend(request, choices);
    case 'edit':
      return edit(request, choices);
    case 'describe': {
      const [image_url] = request.imageUrls ?? [];
      if (image_url === undefined) return refused('internal', 'Nothing to describe');
      return { kind: 'answer', path: '/midjourney/describe', body: { image_url } };
    }
    case 'shorten':
      return {
        kind: 'answer',
        path: '/midjourney/shorten',
        body: { prompt: request.prompt },
      };
    default:
      return request.parent === null
        ? withoutParent(request, choices)
        : planFollowUp(submission, request.parent, choices);
  }
}

function generate(
  text: string,
  { speed, translate }: VendorRequest,
  { version }: AcedataChoices,
): AcedataCall {
  const { prompt, hints } = billedPrompt(parsePrompt(text), version);
  const body = {
    action: 'generate',
    prompt,
    mode: modeOf(speed, hints, false),
    ...hints,
    ...(translate === true ? { translation: true } : {}),
  };
  return picturesCall(body, 'grid', hints);
}

/** Two to five URLs at the start of a prompt, with or without text. */
function blend(request: VendorRequest, choices: AcedataChoices): AcedataCall {
  const urls = request.imageUrls ?? [];
  if (urls.length < 2 || urls.length > 5) {
    return refused('input-refused', 'Ace blends two to five pictures', {
      kind: 'blend-count',
      vendorLabel: 'Ace Data Cloud',
      minimum: 2,
      maximum: 5,
    });
  }
  return generate([...urls, request.prompt].join(' ').trim(), request, choices);
}

/** A picture by its URL; the route takes no version, and its pages document no mask size. */
function edit(
  { prompt, speed, imageUrls = [] }: VendorRequest,
  { version }: AcedataChoices,
): AcedataCall {
  const [image_url] = imageUrls;
  if (image_url === undefined) return refused('internal', 'Nothing to edit');
  const spoken = editPrompt(parsePrompt(prompt), version);
  const mode = modeOf(speed, spoken.hints, false);
  const body = { action: 'generate', image_url, prompt: spoken.prompt, mode, split_images: true };
  return { kind: 'task', path: EDITS, body, shape: 'grid', hints: spoken.hints };
}

/** A region of a picture made by another service; the mask is assumed to have the polarity of our own regions. */
function regionOfPicture(request: VendorRequest, choices: AcedataChoices): AcedataCall {
  const call = edit(request, choices);
  if (call.kind !== 'task') return call;
  const mask = maskOf(request, choices);
  if (mask === null) return refused('internal', 'A region without a mask');
  return { ...call, body: { ...call.body, mask } };
}

/** An upload can be animated or edited without a parent job. */
function withoutParent(request: VendorRequest, choices: AcedataChoices): AcedataCall {
  if (request.action === 'vary-region') return regionOfPicture(request, choices);
  const motion = MOTIONS[request.action];
  if (motion?.from !== 'picture') return refused('internal', `${request.action} without a parent`);
  const [url] = request.imageUrls ?? [];
  return animate(request, url, choices);
}

function planFollowUp(
  submission: VendorSubmission,
  parent: VendorParent,
  choices: AcedataChoices,
): AcedataCall {
  const { request, stepIndex, previous } = submission;
  const handle = readHandle(parent.handle);
  const cell = request.cell ?? parent.cell ?? 1;
  const motion = MOTIONS[request.action];
  if (motion?.from === 'video') return extend(request, handle, cell - 1, choices);
  if (handle.kind !== 'picture') return unavailable(request.action);
  if (motion?.from === 'picture') {
    const kept = unexpiredLink(handle.pictures, cell, parent, LINKS_OF_A_DAY_MS);
    return animate(request, request.imageUrls?.[0] ?? kept, choices);
  }
  if (request.action === 'reroll') return followUp('reroll', request, handle, 'grid');
  if (request.action === 'vary') return followUp(`variation${cell}`, request, handle, 'grid');
  if (stepIndex === 0 && stepCount(request) === 2) {
    return followUp(`upscale${cell}`, request, handle, 'solo');
  }
  const solo = previous.length === 0 ? handle : readHandle(previous.at(-1));
  const value = solo.kind === 'picture' ? soloValue(request.action, solo) : null;
  if (value === null || solo.kind !== 'picture') return unavailable(request.action);
  return request.action === 'vary-region'
    ? region(value, request, solo, choices)
    : followUp(value, request, solo, makesSolo(request.action) ? 'solo' : 'grid');
}

function followUp(
  action: string,
  { speed }: VendorRequest,
  { imageId, hints }: AcedataPicture,
  shape: 'grid' | 'solo',
): AcedataCall {
  const body = { action, image_id: imageId, mode: modeOf(speed, hints, true), ...hints };
  return picturesCall(body, shape, hints);
}

/**
 * The reference documents a URL for the mask, the vendor's guide sends bytes: bare base64, since a data URL is not
 * fetchable.
 */
function maskOf({ mask, maskUrl }: VendorRequest, choices: AcedataChoices): string | null {
  if (mask === null) return null;
  const link = choices.mask === 'link' ? maskUrl : undefined;
  return link ?? Buffer.from(mask).toString('base64');
}

function region(
  action: string,
  request: VendorRequest,
  solo: AcedataPicture,
  choices: AcedataChoices,
): AcedataCall {
  const mask = maskOf(request, choices);
  if (mask === null) return refused('internal', 'A region without a mask');
  const parsed = withoutParameters(parsePrompt(request.prompt), ['ar']);
  const isWorded = parsed.text !== '' || parsed.parameters.length > 0;
  // Billing follows the prompt that is sent: its version and other flags.
  const spoken = isWorded ? billedPrompt(parsed, choices.version) : null;
  const call = followUp(
    action,
    request,
    spoken === null ? solo : { ...solo, hints: spoken.hints },
    'grid',
  );
  if (call.kind !== 'task') return call;
  const prompt = spoken === null ? {} : { prompt: spoken.prompt };
  const translation = request.translate === true ? { translation: true } : {};
  return { ...call, body: { ...call.body, mask, ...prompt, ...translation } };
}

function picturesCall(body: Body, shape: 'grid' | 'solo', hints: BillingHints): AcedataCall {
  // Without it only the composite is returned.
  const split = shape === 'grid' ? { split_images: true } : {};
  return { kind: 'task', path: IMAGINE, body: { ...body, ...split }, shape, hints };
}

const MOTIONS: {
  readonly [action in ActionName]?: {
    readonly from: 'picture' | 'video';
    readonly flag: 'high' | 'low';
  };
} = {
  'animate-high': { from: 'picture', flag: 'high' },
  'animate-low': { from: 'picture', flag: 'low' },
  'extend-high': { from: 'video', flag: 'high' },
  'extend-low': { from: 'video', flag: 'low' },
};

function animate(
  request: VendorRequest,
  url: string | undefined,
  { resolution }: AcedataChoices,
): AcedataCall {
  if (url === undefined)
    return refused('action-unavailable', 'The picture has no address', {
      kind: 'picture-too-old',
      vendorLabel: 'Ace Data Cloud',
    });
  return videosCall(request, { action: 'generate', image_url: url, resolution });
}

function extend(
  request: VendorRequest,
  handle: AcedataHandle,
  index: number,
  { resolution }: AcedataChoices,
): AcedataCall {
  if (handle.kind !== 'videos') return unavailable(request.action);
  // Left out, the vendor's own default would apply, which is more expensive.
  return videosCall(request, {
    action: 'extend',
    video_id: handle.videoId,
    video_index: index,
    resolution,
  });
}

function videosCall(request: VendorRequest, body: Body): AcedataCall {
  const parsed = parsePrompt(request.prompt);
  const [end] = referencesOf(parsed, 'end');
  const text = parsed.text === '' ? parsePrompt(request.parent?.prompt ?? '').text : parsed.text;
  // Low is Midjourney's default and does not depend on the flag.
  const flag = MOTIONS[request.action]?.flag === 'high' ? '--motion high' : '';
  const prompt = [text, flag].filter((part) => part !== '').join(' ');
  return {
    kind: 'task',
    path: VIDEOS,
    body: {
      ...body,
      ...(prompt === '' ? {} : { prompt }),
      // Videos have no relax speed.
      mode: request.speed === 'turbo' ? 'turbo' : 'fast',
      loop: hasParameter(parsed, 'loop'),
      ...(end === undefined ? {} : { end_image_url: end.target }),
    },
    shape: 'videos',
    hints: {},
  };
}

function unavailable(action: ActionName): AcedataCall {
  return refused('action-unavailable', `Ace lists no ${action} for this result`);
}
