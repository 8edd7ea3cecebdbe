/** Grids based on uploaded pictures: edits, retextures and blends. */
import { createHash } from 'node:crypto';
import { CELLS, tileSize } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import { type GivenPicture, givenPicture } from '#painter/given.ts';
import { originWindow, type PlaneWindow } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { describePicture } from './studio-describe.ts';
import type { StudioPicture } from './studio-picture.ts';
import { numberFrom } from './studio-plan.ts';

/**
 * The share of the uploaded pictures' light and colours; the rest comes from the prompt. A retexture keeps only light
 * and shade.
 */
const KEPT = {
  edit: { light: 0.7, colour: 0.3 },
  retexture: { light: 1, colour: 0 },
  blend: { light: 0.75, colour: 0.75 },
} as const;

/** Four scenes of the prompt that follow the uploaded picture; null if there is none. */
export async function planEdit(
  { prompt, images = [] }: VendorRequest,
  action: 'edit' | 'retexture',
  key: string,
): Promise<readonly StudioPicture[] | null> {
  const [image] = images;
  if (image === undefined) return null;
  const window = windowOf(prompt);
  const given = await givenPicture([image.bytes], window, KEPT[action]);
  return fourOf({ prompt: parsePrompt(prompt).text, given }, numberFrom(key), window);
}

/**
 * Four pictures that follow all uploaded ones overlaid, on scenes of their descriptions. Their seeds depend on every
 * byte: the same pictures in another order give another blend.
 */
export async function planBlend(
  request: VendorRequest,
  key: string,
): Promise<readonly StudioPicture[]> {
  const images = (request.images ?? []).map(({ bytes }) => bytes);
  const described = await Promise.all(images.map((bytes) => describePicture(bytes)));
  const prompt = described.map(([first = '']) => parsePrompt(first).text).join(', ');
  const digest = createHash('sha256');
  for (const bytes of images) digest.update(createHash('sha256').update(bytes).digest());
  const seed = numberFrom(`${digest.digest('hex')}/${key}`);
  const window = windowOf(request.prompt);
  const given = await givenPicture(images, window, KEPT.blend, 'window');
  return fourOf({ prompt, given }, seed, window);
}

const windowOf = (prompt: string): PlaneWindow =>
  originWindow(tileSize(aspectRatioOf(parsePrompt(prompt))));

const fourOf = (
  scene: { readonly prompt: string; readonly given: GivenPicture },
  seed: number,
  window: PlaneWindow,
): readonly StudioPicture[] =>
  CELLS.map((cell) => ({ scene: { ...scene, seed: (seed + cell) % 2 ** 31 }, window }));
