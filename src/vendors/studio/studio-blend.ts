import { createHash } from 'node:crypto';
import { CELLS, tileSize } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import { originWindow } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { describePicture } from './studio-describe.ts';
import type { StudioPicture } from './studio-picture.ts';
import { numberFrom } from './studio-plan.ts';

/**
 * Four pictures of the words that all the given ones are described with, their seeds mixed from every
 * byte: the same pictures in another order give another blend.
 */
export async function planBlend(
  request: VendorRequest,
  key: string,
): Promise<readonly StudioPicture[]> {
  const images = (request.images ?? []).map(({ bytes }) => bytes);
  const described = await Promise.all(images.map((bytes) => describePicture(bytes)));
  const words = described.map(([first = '']) => parsePrompt(first).text).join(', ');
  const digest = createHash('sha256');
  for (const bytes of images) digest.update(createHash('sha256').update(bytes).digest());
  const seed = numberFrom(`${digest.digest('hex')}/${key}`);
  const pixels = tileSize(aspectRatioOf(parsePrompt(request.prompt)));
  return CELLS.map((cell) => ({
    scene: { prompt: words, seed: (seed + cell) % 2 ** 31 },
    window: originWindow(pixels),
  }));
}
