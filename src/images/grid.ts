import type { Sharp } from 'sharp';
import { CELLS, cellRectangle, gridSize } from '#domain/geometry.ts';
import type { ComposedGrid } from '#ports/pictures.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';
import { nullIfUndecodable } from './undecodable.ts';

/** Below this the difference is visible; above it only the file grows. */
const QUALITY = 90;
/** Half the encoding time of the default for a few per cent more bytes. */
const EFFORT = 2;
/** WebP's maximum side. */
const SIDE_MAX = 16_383;
/** A grid is only viewed, and its cells are stored separately: 8192 x 8192 exceeds any screen. */
const GRID_PIXELS_MAX = 67_108_864;
const MISSING_CELL = { r: 43, g: 45, b: 49 };

/**
 * The 2x2 grid of one to four encoded pictures, row-major, without gaps. All are scaled to the first one's size; an
 * empty cell is dark grey. Null if one cannot be decoded: a file may start like a picture and be damaged later.
 */
export function composeGrid(cells: readonly Uint8Array[]): Promise<ComposedGrid | null> {
  return decoding(cells, () => compose(cells)).catch(nullIfUndecodable);
}

async function compose(cells: readonly Uint8Array[]): Promise<ComposedGrid> {
  const measures = await Promise.all(cells.map((bytes) => sharp(bytes).metadata()));
  const first = measures[0]?.autoOrient;
  if (!first) throw new RangeError('A grid needs at least one picture');
  const shrink = Math.min(
    1,
    SIDE_MAX / 2 / Math.max(first.width, first.height),
    Math.sqrt(GRID_PIXELS_MAX / 4 / (first.width * first.height)),
  );
  const tile = {
    width: Math.floor(first.width * shrink),
    height: Math.floor(first.height * shrink),
  };
  const alike = measures.every(
    ({ width, height, channels, space, orientation = 1 }) =>
      width === tile.width &&
      height === tile.height &&
      channels === 3 &&
      space === 'srgb' &&
      orientation === 1,
  );
  if (alike && cells.length === CELLS.length) {
    // The common case; a third less work than compositing on a canvas.
    const joined = sharp([...cells], { join: { across: 2 }, limitInputPixels: PIXELS_MAX });
    return encode(joined);
  }
  const grid = gridSize(tile);
  const decoded: Buffer[] = [];
  // Sequentially: each may have the maximum size, and only its tile is kept.
  for (const bytes of cells.slice(0, CELLS.length)) {
    const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX })
      .autoOrient()
      .resize({ ...tile, fit: 'cover' })
      .flatten({ background: MISSING_CELL })
      .toColourspace('srgb');
    decoded.push(await picture.raw().toBuffer());
  }
  const layers = CELLS.flatMap((cell, index) => {
    const input = decoded[index];
    if (!input) return [];
    const { left, top } = cellRectangle(grid, cell);
    return [{ input, raw: { ...tile, channels: 3 as const }, left, top }];
  });
  return encode(
    sharp({ create: { ...grid, channels: 3, background: MISSING_CELL } }).composite(layers),
  );
}

async function encode(grid: Sharp): Promise<ComposedGrid> {
  const { data, info } = await grid
    .webp({ quality: QUALITY, effort: EFFORT })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: 'image/webp', width: info.width, height: info.height };
}
