import { CELLS, tileSize } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import { givenPicture } from '#painter/given.ts';
import { originWindow } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { StudioPicture } from './studio-picture.ts';
import { numberFrom } from './studio-plan.ts';

/** An edit shows the picture through what the words paint; a retexture keeps its light and shade alone. */
const KEPT = {
  edit: { light: 0.7, colour: 0.3 },
  retexture: { light: 1, colour: 0 },
} as const;

/** Four scenes of the words that follow the given picture; null where none was given. */
export async function planEdit(
  { prompt, images = [] }: VendorRequest,
  action: keyof typeof KEPT,
  key: string,
): Promise<readonly StudioPicture[] | null> {
  const [image] = images;
  if (image === undefined) return null;
  const parsed = parsePrompt(prompt);
  const window = originWindow(tileSize(aspectRatioOf(parsed)));
  const given = await givenPicture([image.bytes], window, KEPT[action]);
  const seed = numberFrom(key);
  return CELLS.map((cell) => ({
    scene: { prompt: parsed.text, seed: (seed + cell) % 2 ** 31, given },
    window,
  }));
}
