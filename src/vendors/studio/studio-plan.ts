/**
 * What the demonstration painter paints for each action. Every picture is a window on a plane that
 * prompt and seed name, so follow-ups are true: the same window with more pixels, a larger window
 * around it, a window beside it, or the same window on a plane a little or much changed.
 */
import { createHash } from 'node:crypto';
import {
  CELLS,
  panPlace,
  type Rectangle,
  type Size,
  squarePlace,
  tileSize,
  zoomPlace,
} from '#domain/geometry.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, numberOf } from '#domain/prompt/read.ts';
import { originWindow, shownPlane, windowAround } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { GivenPhoto } from './studio-photo.ts';
import { type StudioPicture, studioHandle } from './studio-picture.ts';

/** How far a variation departs from its parent; 0 would be the same picture. */
const SUBTLE = 0.15;
const STRONG = 0.85;
/** How much of a given picture a full departure covers. */
const PHOTO_FADES = 0.7;

/**
 * The pictures of a request: four, or one for an upscale. The same key gives the same pictures,
 * which is what makes a repeated submission harmless. Null: the parent or the action is not ours.
 */
export function planPictures(
  request: VendorRequest,
  key: string,
  given: GivenPhoto | null,
): readonly StudioPicture[] | null {
  const parsed = parsePrompt(request.prompt);
  const chance = numberFrom(key);
  const canvas = tileSize(aspectRatioOf(parsed));
  if (request.action === 'imagine' || request.action === 'reroll') {
    const asked = request.action === 'imagine' ? numberOf(parsed, 'seed') : null;
    const seed = Math.abs(Math.trunc(asked ?? chance)) % 2 ** 31;
    // Made of pictures, it has no words of its own; they are the parent's. An edit made again is
    // of the same picture.
    const before = parentPicture(request)?.scene;
    const given = before?.given === undefined ? {} : { given: before.given };
    const prompt = parsed.text || (before?.prompt ?? '');
    return CELLS.map((cell) => ({
      scene: { prompt, seed: seed + cell, ...given },
      window: originWindow(canvas),
    }));
  }
  const shown = startPicture(request, given);
  if (shown === null) return null;
  const parent = rewritten(shown, request, parsed.text);
  const { window } = parent;
  const direction = PAN_DIRECTIONS[request.action];
  if (direction !== undefined) {
    return around(parent, canvas, panPlace(canvas, direction), chance);
  }
  switch (request.action) {
    case 'vary':
    case 'vary-strong':
      return varied(parent, canvas, STRONG, chance);
    case 'vary-subtle':
      return varied(parent, canvas, SUBTLE, chance);
    case 'zoom-2x':
      return around(parent, canvas, zoomPlace(canvas, 2), chance);
    case 'zoom-1.5x':
      return around(parent, canvas, zoomPlace(canvas, 1.5), chance);
    case 'zoom-custom':
      return around(parent, canvas, zoomPlace(canvas, customZoom(parsed)), chance);
    case 'vary-region':
      return request.mask === null ? null : repainted(parent, request.mask, parsed.text, chance);
    case 'square':
      return around(parent, canvas, squarePlace(canvas, window), chance);
    case 'upscale-subtle':
    case 'upscale-creative':
      return [enlarged(beforeUpscale(parent, request), UPSCALES[request.action])];
    default:
      return null;
  }
}

/** What a follow-up goes on from: a picture of the studio's, or one that it was given. */
export function startPicture(
  request: VendorRequest,
  given: GivenPhoto | null,
): StudioPicture | null {
  if (given === null) return parentPicture(request);
  const window = originWindow({ width: given.width, height: given.height });
  const prompt = parsePrompt(request.prompt).text;
  return {
    scene: { prompt, seed: numberFrom(given.key) },
    photo: { key: given.key, plane: shownPlane(window), opacity: 1 },
    window,
  };
}

/** The picture that a follow-up stands on; null where the parent is none of the studio's pictures. */
function parentPicture({ parent, cell }: VendorRequest): StudioPicture | null {
  const handle = studioHandle.safeParse(parent?.handle);
  if (!handle.success) return null;
  return handle.data.pictures[(cell ?? parent?.cell ?? 1) - 1] ?? null;
}

/** A rewritten prompt is another plane, seen through the same window. A region's words are its own. */
function rewritten(
  picture: StudioPicture,
  { action, parent }: VendorRequest,
  text: string,
): StudioPicture {
  const before = parsePrompt(parent?.prompt ?? '').text;
  if (action === 'vary-region' || text === '' || text === before) return picture;
  return { ...picture, scene: { ...picture.scene, prompt: text } };
}

const CUSTOM_ZOOM = 2;

/** What `--zoom` asks for, within what a zoom may be. */
function customZoom(parsed: ParsedPrompt): number {
  return Math.min(2, Math.max(1, numberOf(parsed, 'zoom') ?? CUSTOM_ZOOM));
}

/** The same picture four times, its white parts painted from other scenes. */
function repainted(
  { scene, photo, window, layers = [] }: StudioPicture,
  mask: Uint8Array,
  prompt: string,
  chance: number,
): readonly StudioPicture[] {
  const place = { mask: Buffer.from(mask).toString('base64'), plane: shownPlane(window) };
  return CELLS.map((cell) => ({
    scene,
    ...withPhoto(photo),
    window,
    layers: [...layers, { scene: { prompt, seed: (chance + cell) % 2 ** 31 }, ...place }],
  }));
}

function varied(
  { scene, photo, window, layers }: StudioPicture,
  pixels: Size,
  strength: number,
  chance: number,
): readonly StudioPicture[] {
  return CELLS.map((cell) => {
    const departed = <Departed extends StudioPicture['scene']>(from: Departed) => ({
      ...from,
      perturbations: [...(from.perturbations ?? []), { seed: chance + cell, strength }],
    });
    return {
      scene: departed(scene),
      // Nothing here could change a given picture itself: the more it varies, the more the plane shows through.
      ...withPhoto(photo && { ...photo, opacity: photo.opacity * (1 - strength * PHOTO_FADES) }),
      ...withLayers(layers?.map((one) => ({ ...one, scene: departed(one.scene) }))),
      window: { ...window, pixels, detail: 0 },
    };
  });
}

/** Four larger canvases that all show the parent, pixel for pixel, at `place`. */
function around(
  { scene, photo, window, layers }: StudioPicture,
  canvas: Size,
  place: Rectangle,
  chance: number,
): readonly StudioPicture[] {
  const keep = shownPlane(window);
  return CELLS.map((cell) => ({
    scene: {
      ...scene,
      perturbations: [
        ...(scene.perturbations ?? []),
        { seed: chance + cell, strength: STRONG, keep },
      ],
    },
    ...withPhoto(photo),
    ...withLayers(layers),
    window: { ...windowAround(window, canvas, place), detail: 0 },
  }));
}

/** How much each upscale adds between the lines of its parent. */
const UPSCALES = { 'upscale-subtle': 1, 'upscale-creative': 2 } as const;

/** An upscale is made again from what it was made of: upscaling is the last step, and never doubles twice. */
function beforeUpscale(picture: StudioPicture, { parent }: VendorRequest): StudioPicture {
  const action = parent?.action;
  if (action !== 'upscale-subtle' && action !== 'upscale-creative') return picture;
  const { pixels, detail = 0 } = picture.window;
  return {
    ...picture,
    window: {
      ...picture.window,
      pixels: { width: Math.round(pixels.width / 2), height: Math.round(pixels.height / 2) },
      detail: Math.max(0, detail - UPSCALES[action]),
    },
  };
}

function enlarged({ scene, photo, window, layers }: StudioPicture, detail: number): StudioPicture {
  const { width, height } = window.pixels;
  return {
    scene,
    ...withPhoto(photo),
    ...withLayers(layers),
    window: {
      ...window,
      pixels: { width: width * 2, height: height * 2 },
      detail: (window.detail ?? 0) + detail,
    },
  };
}

const withPhoto = (photo: StudioPicture['photo']) => (photo === undefined ? {} : { photo });

const withLayers = (layers: StudioPicture['layers']) => (layers === undefined ? {} : { layers });

/** A number that looks random and depends on the key alone. */
export function numberFrom(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % 2 ** 31;
}
