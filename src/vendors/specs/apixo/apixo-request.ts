/**
 * Inputs for APIXO. Follow-ups name a task and a picture counted from 0; follow-ups of an upscale use the picture it
 * was made from, because it is undocumented whether its own task can be used. An edit names no task: it starts from a
 * URL and is a new, independent task.
 */
import * as z from 'zod';
import type { ActionName } from '#domain/action.ts';
import { panPlace, type Rectangle, type Size, squarePlace, tileSize } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, numberOf } from '#domain/prompt/read.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import { type RefusedCall, refused } from '#vendors/define-vendor.ts';
import { LINKS_OF_TWO_WEEKS_MS, unexpiredLink } from '#vendors/placed-links.ts';
import { type ApixoDialect, DIALECTS } from './apixo-dialect.ts';
import {
  type ApixoInput,
  fastOr,
  generationInput,
  LABEL,
  promptProblem,
  sentText,
  textProblem,
  versionFields,
} from './apixo-input.ts';

/** A step's request, and the known facts about its task. */
type ApixoCall =
  | ({ readonly kind: 'call'; readonly input: ApixoInput } & Omit<ApixoTicket, 'taskId'>)
  | RefusedCall;

type FollowUp = { readonly [field: string]: string | number };

/** V1-V4 vary strongly, as Midjourney's do; the numbers come from APIXO's upstream. */
const VARY_TYPES: { readonly [action in ActionName]?: number } = {
  'vary-subtle': 0,
  'vary-strong': 1,
  vary: 1,
};

const UPSCALE_TYPES: { readonly [action in ActionName]?: number } = {
  'upscale-subtle': 0,
  'upscale-creative': 1,
  'upscale-2x': 2,
  'upscale-4x': 3,
};

/** The request's call. */
export function planCall(request: VendorRequest, dialect: ApixoDialect): ApixoCall {
  if (request.action === 'imagine') return imagine(request, dialect);
  const { parent } = request;
  if (['edit', 'vary-region'].includes(request.action) || isOutpaint(request.action)) {
    return edit(request, parent, dialect);
  }
  if (parent === null) return refused('internal', `${request.action} without a parent`);
  const handle = readHandle(parent.handle);
  const place = placeOf(handle, request, parent);
  const varyType = VARY_TYPES[request.action];
  if (varyType !== undefined) return vary(request, parent, { handle, place, type: varyType });
  const upscaleType = UPSCALE_TYPES[request.action];
  if (upscaleType !== undefined) return upscale(handle, place, upscaleType);
  if (request.action === 'reroll') return reroll(request, handle, dialect);
  return refused('action-unavailable', `APIXO has no ${request.action}`);
}

function imagine(request: VendorRequest, dialect: ApixoDialect): ApixoCall {
  const names = DIALECTS[dialect];
  const parsed = parsePrompt(request.prompt);
  const problem = promptProblem(parsed, names, request.speed);
  if (problem !== null) return refused('input-refused', problem.detail, problem.cause);
  const input = generationInput(parsed, names, request);
  const asked = { dialect, ratio: formatAspectRatio(aspectRatioOf(parsed)) };
  return { ...grid(input, names.hasReroll ? 'reroll' : 'prompt'), asked };
}

function vary(
  request: VendorRequest,
  parent: VendorParent,
  of: { readonly handle: ApixoHandle; readonly place: ApixoPlace; readonly type: number },
): ApixoCall {
  if (!of.handle.varies) return refused('action-unavailable', 'APIXO cannot vary an edit');
  const text = sentText(parsePrompt(request.prompt));
  const isRemix = text !== '' && text !== sentText(parsePrompt(parent.prompt));
  const input: FollowUp = {
    mode: 'vary',
    taskId: of.place.taskId,
    imageIndex: of.place.index,
    type: of.type,
    ...(isRemix ? { prompt: text } : {}),
  };
  return grid(input, input);
}

function upscale(handle: ApixoHandle, place: ApixoPlace, type: number): ApixoCall {
  const input = { mode: 'upscale', taskId: place.taskId, imageIndex: place.index, type };
  const { varies } = handle;
  return { kind: 'call', input, shape: 'single', of: place, varies, again: 'never', asked: null };
}

function reroll(request: VendorRequest, handle: ApixoHandle, dialect: ApixoDialect): ApixoCall {
  const { again } = handle;
  if (again === 'never') return refused('action-unavailable', 'An edit cannot be made again');
  if (DIALECTS[dialect].hasReroll) {
    return grid({ mode: 'reroll', taskId: handle.taskId }, 'reroll');
  }
  if (typeof again === 'string') return imagine(request, dialect);
  return grid(again, again);
}

/**
 * A region by its mask, more canvas around the picture, or an unchanged uploaded picture. It needs only a URL of the
 * parent.
 */
function edit(
  request: VendorRequest,
  parent: VendorParent | null,
  dialect: ApixoDialect,
): ApixoCall {
  const { action, mask } = request;
  const isRegion = action === 'vary-region';
  const names = DIALECTS[dialect];
  const parsed = parsePrompt(request.prompt);
  const text = sentText(parsed);
  const problem = textProblem(text, names);
  if (problem !== null) return refused('input-refused', problem.detail, problem.cause);
  const own = parent === null ? undefined : pictureUrl(request, parent);
  const url = own ?? request.imageUrls?.[0];
  if (url === undefined)
    return refused('action-unavailable', 'The picture has no address', {
      kind: 'picture-too-old',
      vendorLabel: LABEL,
    });
  if (isRegion && mask === null) return refused('internal', 'A region without a mask');
  if (names.editNeedsMask && !isRegion && !isOutpaint(action)) {
    return refused('action-unavailable', 'APIXO edits a whole picture in its newer form alone');
  }
  const place = isRegion
    ? wholePlace(mask ?? new Uint8Array())
    : isOutpaint(action)
      ? outpaintPlace(action, request.prompt, parent?.prompt ?? request.prompt)
      : null;
  const around = place === null || isRegion ? null : surroundings(place);
  if (around?.areas.length === 0) {
    return refused('action-unavailable', 'The picture has that shape already');
  }
  const input = {
    mode: names.edit,
    prompt: text,
    image_urls: [url],
    ...versionFields(parsed, names),
    speed: fastOr(request.speed),
    ...(request.translate === true ? { enableTranslation: true } : {}),
    ...(isRegion && mask !== null ? { mask: { url: dataUrl(mask) } } : {}),
    ...(names.editNeedsMask && around !== null ? { mask: around } : {}),
    ...(place === null ? {} : { canvas: place.canvas, imgPos: place.imgPos }),
  };
  return { ...grid(input, 'never'), varies: false };
}

function grid(input: ApixoInput, again: ApixoTicket['again']) {
  return {
    kind: 'call',
    input,
    shape: 'grid',
    of: null,
    varies: true,
    again,
    asked: null,
  } as const;
}

function placeOf(handle: ApixoHandle, request: VendorRequest, parent: VendorParent): ApixoPlace {
  const cell = request.cell ?? parent.cell ?? 1;
  return handle.of ?? { taskId: handle.taskId, index: cell - 1 };
}

function pictureUrl(request: VendorRequest, parent: VendorParent): string | undefined {
  const { pictures, shape } = readHandle(parent.handle);
  const wanted = shape === 'single' ? 1 : (request.cell ?? parent.cell ?? 1);
  return unexpiredLink(pictures, wanted, parent, LINKS_OF_TWO_WEEKS_MS);
}

const dataUrl = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`;

// The position of a picture on the canvas of an edit, in whole pixels.

type EditPlace = {
  readonly canvas: Size;
  readonly imgPos: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
};

/** The upstream's limits of a side. */
const SIDE_MIN = 500;

const ZOOMS: { readonly [action in ActionName]?: number } = {
  'zoom-2x': 2,
  'zoom-1.5x': 1.5,
  square: 1,
};

/** Whether the action extends the canvas around the picture. */
const isOutpaint = (action: ActionName): boolean =>
  action === 'zoom-custom' || PAN_DIRECTIONS[action] !== undefined || ZOOMS[action] !== undefined;

/** The canvas of a zoom, square or pan, with the parent's position. */
function outpaintPlace(action: ActionName, prompt: string, parentPrompt: string): EditPlace {
  const parsed = parsePrompt(prompt);
  const canvas = atLeast(tileSize(aspectRatioOf(parsed)), SIDE_MIN);
  const direction = PAN_DIRECTIONS[action];
  if (direction !== undefined) return { canvas, imgPos: positionOf(panPlace(canvas, direction)) };
  const parent = tileSize(aspectRatioOf(parsePrompt(parentPrompt)));
  const factor = ZOOMS[action] ?? numberOf(parsed, 'zoom') ?? 2;
  const fitted = squarePlace(canvas, parent);
  const width = Math.round(fitted.width / factor);
  const height = Math.round(fitted.height / factor);
  const left = Math.floor((canvas.width - width) / 2);
  const top = Math.floor((canvas.height - height) / 2);
  return { canvas, imgPos: positionOf({ left, top, width, height }) };
}

/** The area to paint around the picture: up to four rectangles, corners clockwise. */
function surroundings({ canvas, imgPos }: EditPlace) {
  const { width, height } = canvas;
  const [right, bottom] = [imgPos.x + imgPos.width, imgPos.y + imgPos.height];
  const rectangles = [
    [0, 0, width, imgPos.y],
    [0, bottom, width, height],
    [0, imgPos.y, imgPos.x, bottom],
    [right, imgPos.y, width, bottom],
  ] as const;
  const areas = rectangles
    .filter(([left, top, end, below]) => end > left && below > top)
    .map(([left, top, end, below]) => ({
      width,
      height,
      points: [left, top, end, top, end, below, left, below],
    }));
  return { areas };
}

/** The whole picture on a canvas of its size, read from the mask's header; null if it is not a PNG. */
function wholePlace(png: Uint8Array): EditPlace | null {
  const bytes = Buffer.from(png);
  if (bytes.length < 24 || bytes.toString('latin1', 1, 4) !== 'PNG') return null;
  const canvas = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return { canvas, imgPos: { x: 0, y: 0, ...canvas } };
}

const positionOf = ({ left, top, width, height }: Rectangle): EditPlace['imgPos'] => ({
  x: left,
  y: top,
  width,
  height,
});

function atLeast(size: Size, side: number): Size {
  const scale = Math.max(1, side / Math.min(size.width, size.height));
  return { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
}

/** A picture as follow-ups refer to it; APIXO counts from 0. */
const placeSchema = z.object({ taskId: z.string().min(1), index: z.number().int() });

const ticketSchema = z.object({
  taskId: z.string().min(1),
  shape: z.enum(['grid', 'single']),
  /** The grid's picture that an upscale shows; further follow-ups refer to it. */
  of: placeSchema.nullable(),
  /** Edits can be upscaled but not varied. */
  varies: z.boolean(),
  /**
   * How to reroll: by APIXO's own reroll, by prompt, by the same variation (its input), or not at all (an edit's mask
   * is too large to keep).
   */
  again: z.union([
    z.enum(['reroll', 'prompt', 'never']),
    z.record(z.string(), z.union([z.string(), z.number()])),
  ]),
  /** The requested ratio and the dialect of the request; null if the ratio is the parent's. */
  asked: z
    .object({ dialect: z.enum(['C', 'B']), ratio: z.string() })
    .nullable()
    .default(null),
});

const handleSchema = ticketSchema.extend({
  /** An edit takes a URL instead of a task. Valid for 15 days. */
  pictures: z.array(z.object({ cell: z.number(), url: z.string() })),
});

type ApixoPlace = z.infer<typeof placeSchema>;

/** The receipt for one call. */
export type ApixoTicket = z.infer<typeof ticketSchema>;

/** The data of a finished job that follow-ups need. */
export type ApixoHandle = z.infer<typeof handleSchema>;

/** Parses a ticket written by `readSubmit`; throws on anything else, such as another vendor's. */
export const readTicket = (ticket: Json | undefined): ApixoTicket => ticketSchema.parse(ticket);

/** Parses a handle written by `readCheck`; throws on anything else. */
export const readHandle = (handle: Json | undefined): ApixoHandle => handleSchema.parse(handle);

/** The tolerated deviation from the ratio: Midjourney rounds sides to 16 pixels. */
const RATIO_TOLERANCE = 0.06;

/** The dialect that the service ignored, detected by the ratio of its result; null if the result is as requested. */
export function ignoredNames({ asked }: ApixoTicket, { width, height }: Size): ApixoDialect | null {
  const [, across, down] = /^(\d+):(\d+)$/.exec(asked?.ratio ?? '') ?? [];
  if (asked === null || across === undefined) return null;
  const wanted = Number(across) / Number(down);
  return Math.abs(width / height / wanted - 1) > RATIO_TOLERANCE ? asked.dialect : null;
}
