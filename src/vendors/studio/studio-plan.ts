/**
 * The demonstration painter's pictures for each action. Every picture is a window on a plane defined by prompt and
 * seed, so follow-ups are consistent: the same window with more pixels, a larger window around it, a window beside it,
 * or the same window on a slightly or strongly changed plane.
 */
import { createHash } from 'node:crypto';
import { CELLS, type Rectangle, type Size, tileSize } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, numberOf } from '#domain/prompt/read.ts';
import { originWindow, shownPlane, windowAround } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { GivenPhoto } from './studio-photo.ts';
import { type StudioPicture, studioHandle } from './studio-picture.ts';
import { placeAround } from './studio-place.ts';

/** A variation's distance from its parent; 0 would be the same picture. */
const SUBTLE = 0.15;
const STRONG = 0.85;
/** The share of a foreign picture that a full departure covers. */
const PHOTO_FADES = 0.7;

/**
 * The pictures of a request: four, or one for an upscale. The same key gives the same pictures, which makes a repeated
 * submission harmless. Null: the parent or the action is not the studio's.
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
    // A blend has no prompt of its own and uses the parent's. A reroll of an edit uses the same picture.
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
  const { window } = shown;
  const place = placeAround(request.action, canvas, window, parsed);
  const words = rewrittenWords(request, parsed.text);
  if (place !== null) {
    return around(words === null ? shown : surrounded(shown, words), canvas, place, chance);
  }
  // A changed prompt is another plane, seen through the same window. A region has its own prompt.
  const parent =
    words === null || request.action === 'vary-region'
      ? shown
      : { ...shown, scene: { ...shown.scene, prompt: words } };
  switch (request.action) {
    case 'vary':
    case 'vary-strong':
      return varied(parent, canvas, STRONG, chance);
    case 'vary-subtle':
      return varied(parent, canvas, SUBTLE, chance);
    case 'vary-region':
      return request.mask === null ? null : repainted(parent, request.mask, parsed.text, chance);
    case 'upscale-subtle':
    case 'upscale-creative':
      return [enlarged(beforeUpscale(parent, request), UPSCALES[request.action])];
    default:
      return null;
  }
}

/** The start picture of a follow-up: one of the studio's, or one from another vendor. */
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

/** The parent picture of a follow-up; null if it is not one of the studio's. */
function parentPicture({ parent, cell }: VendorRequest): StudioPicture | null {
  const handle = studioHandle.safeParse(parent?.handle);
  if (!handle.success) return null;
  return handle.data.pictures[(cell ?? parent?.cell ?? 1) - 1] ?? null;
}

/** The prompt of a follow-up if it was changed; null if it is the parent's or empty. */
function rewrittenWords({ parent }: VendorRequest, text: string): string | null {
  const before = parsePrompt(parent?.prompt ?? '').text;
  return text === '' || text === before ? null : text;
}

/** The unchanged picture on a plane of another prompt. */
function surrounded(picture: StudioPicture, prompt: string): StudioPicture {
  return { scene: { ...picture.scene, prompt }, kept: picture, window: picture.window };
}

/** The same picture four times, its masked parts painted from other scenes. */
function repainted(
  picture: StudioPicture,
  mask: Uint8Array,
  prompt: string,
  chance: number,
): readonly StudioPicture[] {
  const place = { mask: Buffer.from(mask).toString('base64'), plane: shownPlane(picture.window) };
  return CELLS.map((cell) => ({
    ...picture,
    layers: [
      ...(picture.layers ?? []),
      { scene: { prompt, seed: (chance + cell) % 2 ** 31 }, ...place },
    ],
  }));
}

function varied(
  picture: StudioPicture,
  pixels: Size,
  strength: number,
  chance: number,
): readonly StudioPicture[] {
  return CELLS.map((cell) => {
    const departure = departed(picture, { seed: chance + cell, strength });
    return { ...departure, window: { ...picture.window, pixels, detail: 0 } };
  });
}

type Departure = { readonly seed: number; readonly strength: number };

/** The picture with all its layers slightly or strongly changed. */
function departed(picture: StudioPicture, departure: Departure): StudioPicture {
  const { scene, photo, kept, layers } = picture;
  const changed = <Changed extends StudioPicture['scene']>(from: Changed) => ({
    ...from,
    perturbations: [...(from.perturbations ?? []), departure],
  });
  return {
    ...picture,
    scene: changed(scene),
    // A foreign picture cannot be changed itself: the more it varies, the more the plane shows through.
    ...(photo && {
      photo: { ...photo, opacity: photo.opacity * (1 - departure.strength * PHOTO_FADES) },
    }),
    ...(kept && { kept: departed(kept, departure) }),
    ...(layers && { layers: layers.map((one) => ({ ...one, scene: changed(one.scene) })) }),
  };
}

/** Four larger canvases that all show the parent, pixel for pixel, at `place`. */
function around(
  picture: StudioPicture,
  canvas: Size,
  place: Rectangle,
  chance: number,
): readonly StudioPicture[] {
  const { scene, window } = picture;
  const keep = shownPlane(window);
  return CELLS.map((cell) => ({
    ...picture,
    scene: {
      ...scene,
      perturbations: [
        ...(scene.perturbations ?? []),
        { seed: chance + cell, strength: STRONG, keep },
      ],
    },
    window: { ...windowAround(window, canvas, place), detail: 0 },
  }));
}

/** The detail that each upscale adds to its parent. */
const UPSCALES = { 'upscale-subtle': 1, 'upscale-creative': 2 } as const;

/** An upscale is rerolled from its own parent: upscaling is the last step and never doubles twice. */
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

function enlarged(picture: StudioPicture, detail: number): StudioPicture {
  const { window } = picture;
  const { width, height } = window.pixels;
  return {
    ...picture,
    window: {
      ...window,
      pixels: { width: width * 2, height: height * 2 },
      detail: (window.detail ?? 0) + detail,
    },
  };
}

/** A pseudo-random number that depends only on the key. */
export function numberFrom(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % 2 ** 31;
}
