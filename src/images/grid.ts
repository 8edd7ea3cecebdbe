import { CELLS, cellRectangle, gridSize } from '#domain/geometry.ts';
import type { Attachment } from '#ports/messenger.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** Below this a person sees the difference; above it only the file grows. */
const QUALITY = 90;
/** Half the encoding time of the default for a few per cent more bytes. */
const EFFORT = 2;
/** What WebP can hold on a side. */
const SIDE_MAX = 16_383;
const MISSING_CELL = { r: 43, g: 45, b: 49 };

/**
 * The 2x2 grid of one to four encoded pictures, row-major and touching. All take the first one's
 * size; a cell without a picture is plain dark grey.
 */
export async function composeGrid(cells: readonly Uint8Array[]): Promise<Attachment> {
  const first = cells[0];
  if (!first) throw new RangeError('A grid needs at least one picture');
  const { autoOrient } = await sharp(first).metadata();
  const shrink = Math.min(1, SIDE_MAX / 2 / Math.max(autoOrient.width, autoOrient.height));
  const tile = {
    width: Math.floor(autoOrient.width * shrink),
    height: Math.floor(autoOrient.height * shrink),
  };
  const grid = gridSize(tile);
  const decoded = await Promise.all(
    cells.slice(0, CELLS.length).map((bytes) =>
      sharp(bytes, { limitInputPixels: PIXELS_MAX })
        .autoOrient()
        .resize({ ...tile, fit: 'cover' })
        .flatten({ background: MISSING_CELL })
        .toColourspace('srgb')
        .raw()
        .toBuffer(),
    ),
  );
  const layers = CELLS.flatMap((cell, index) => {
    const input = decoded[index];
    if (!input) return [];
    const { left, top } = cellRectangle(grid, cell);
    return [{ input, raw: { ...tile, channels: 3 as const }, left, top }];
  });
  const bytes = await sharp({ create: { ...grid, channels: 3, background: MISSING_CELL } })
    .composite(layers)
    .webp({ quality: QUALITY, effort: EFFORT })
    .toBuffer();
  return { bytes, mediaType: 'image/webp' };
}
