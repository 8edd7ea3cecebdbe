// Repainted regions: another scene wherever a mask is white, on its part of the plane. They are placed on the plane, so
// that a later zoom or pan shows them at the same position. Pixels outside the masks never change.
import type { Rectangle } from '#domain/geometry.ts';
import type { RawMask } from '#images/mask.ts';
import { sharp } from '#images/sharp.ts';
import {
  type Painter,
  type PlaneWindow,
  type RawPicture,
  type Scene,
  shownPlane,
} from './painter.ts';
import { placeInWindow } from './place.ts';

/** One region: its scene and its position. */
export type PaintedLayer = {
  readonly scene: Scene;
  /** A PNG as base64, white = painted. */
  readonly mask: string;
  readonly plane: Rectangle;
};

/** The painting with all its regions, in any window. */
export async function paintLayers(
  painter: Pick<Painter, 'repaintRegion'>,
  painted: RawPicture,
  layers: readonly PaintedLayer[],
  window: PlaneWindow,
): Promise<RawPicture> {
  let picture = painted;
  for (const { scene, mask, plane } of layers) {
    const shown = await maskInWindow(Buffer.from(mask, 'base64'), plane, window);
    if (shown !== null) picture = await painter.repaintRegion(picture, shown, scene, window);
  }
  return picture;
}

/** The mask inside the window; null if they do not overlap. */
async function maskInWindow(
  png: Uint8Array,
  plane: Rectangle,
  window: PlaneWindow,
): Promise<RawMask | null> {
  const { width, height } = window.pixels;
  const place = placeInWindow(plane, { shown: shownPlane(window), pixels: window.pixels });
  if (place === null) return null;
  const { whole, left, top, right, bottom } = place;
  const shown = await sharp(png)
    .resize({ width: whole.width, height: whole.height, fit: 'fill', kernel: 'nearest' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = shown.info;
  const data = new Uint8Array(width * height);
  for (let y = top; y < bottom; y++) {
    const row = (y - whole.top) * whole.width;
    for (let x = left; x < right; x++) {
      data[y * width + x] = shown.data[(row + x - whole.left) * channels] ?? 0;
    }
  }
  return { width, height, data };
}
