import { CELLS, cellRectangle } from '#domain/geometry.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';
import { nullIfUndecodable } from './undecodable.ts';

/**
 * The four cells of a grid as PNG, row-major: exactly the grid's pixels, as shown by U buttons. Null if it cannot be
 * decoded, or is too small.
 */
export function cutCells(grid: Uint8Array): Promise<readonly Uint8Array[] | null> {
  return decoding([grid], () => cut(grid)).catch(nullIfUndecodable);
}

async function cut(grid: Uint8Array): Promise<readonly Uint8Array[]> {
  // Decoded once; four crops of the encoded bytes would decode it four times.
  const { data, info } = await sharp(grid, { limitInputPixels: PIXELS_MAX })
    .autoOrient()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return Promise.all(
    CELLS.map((cell) => sharp(data, { raw }).extract(cellRectangle(info, cell)).png().toBuffer()),
  );
}
