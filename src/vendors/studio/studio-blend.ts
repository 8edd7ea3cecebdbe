import { createHash } from 'node:crypto';
import { CELLS, tileSize } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf } from '#domain/prompt/read.ts';
import { givenPicture } from '#painter/given.ts';
import { originWindow } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { describePicture } from './studio-describe.ts';
import type { StudioPicture } from './studio-picture.ts';
import { numberFrom } from './studio-plan.ts';

/** How much of the light and the colours of the given pictures a blend shows; the rest is what the words paint. */
const KEPT = { light: 0.75, colour: 0.75 } as const;

/**
 * Four pictures that follow all the given ones laid over each other, on scenes of the words that they are described
 * with. Their seeds are mixed from every byte: the same pictures in another order give another blend.
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
  const window = originWindow(tileSize(aspectRatioOf(parsePrompt(request.prompt))));
  const given = await givenPicture(images, window, KEPT, 'window');
  return CELLS.map((cell) => ({
    scene: { prompt: words, seed: (seed + cell) % 2 ** 31, given },
    window,
  }));
}
