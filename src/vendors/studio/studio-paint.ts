/**
 * Paints one of the studio's pictures: its window on the plane, the picture it starts from, then every repainted
 * region. It relies on painters that work off the event loop and does not know the request.
 */

import { sharp } from '#images/sharp.ts';
import { paintLayers } from '#painter/layers.ts';
import { type Painter, type PlaneWindow, type RawPicture, shownPlane } from '#painter/painter.ts';
import { placeInWindow } from '#painter/place.ts';
import type { StudioPicture } from './studio-picture.ts';

/** A painter, and access to pictures from other vendors. */
export type StudioPainter = Painter & {
  readonly photoOf: (key: string) => Promise<Uint8Array | null>;
};

/**
 * The picture's pixels, in any window that shows a part of its plane.
 * @throws {Error} if the archive has lost the start picture.
 */
export async function paintPicture(
  painter: StudioPainter,
  { scene, photo, kept, layers = [] }: StudioPicture,
  window: PlaneWindow,
): Promise<RawPicture> {
  let painted = await painter.paintWindow(scene, window);
  if (photo !== undefined) {
    const bytes = await painter.photoOf(photo.key);
    if (bytes === null) throw new Error('the archive has lost the start picture');
    painted = await withPhoto(painted, bytes, photo, window);
  }
  if (kept !== undefined) painted = await withOriginal(painter, painted, kept, window);
  return paintLayers(painter, painted, layers, window);
}

/** The width of the fade around the kept part, relative to its short side. */
const KEPT_FADES = 0.08;

/** The painting with the kept picture unchanged in its own window, fading out around it. */
async function withOriginal(
  painter: StudioPainter,
  painted: RawPicture,
  kept: StudioPicture,
  window: PlaneWindow,
): Promise<RawPicture> {
  const view = { shown: shownPlane(window), pixels: window.pixels };
  const plane = shownPlane(kept.window);
  const fade = KEPT_FADES * Math.min(plane.width, plane.height);
  const place = placeInWindow(
    {
      left: plane.left - fade,
      top: plane.top - fade,
      width: plane.width + 2 * fade,
      height: plane.height + 2 * fade,
    },
    view,
  );
  if (place === null) return painted;
  const other = await paintPicture(painter, kept, window);
  const data = Buffer.from(painted.data);
  const scale = {
    x: view.shown.width / window.pixels.width,
    y: view.shown.height / window.pixels.height,
  };
  for (let y = place.top; y < place.bottom; y++) {
    const down = view.shown.top + (y + 0.5) * scale.y - plane.top;
    for (let x = place.left; x < place.right; x++) {
      const right = view.shown.left + (x + 0.5) * scale.x - plane.left;
      const outward = Math.max(0, -right, -down, right - plane.width, down - plane.height);
      const share = Math.max(0, 1 - outward / fade);
      const at = (y * painted.width + x) * 3;
      for (let byte = at; byte < at + 3; byte++) {
        const under = data[byte] ?? 0;
        data[byte] = Math.round(under + ((other.data[byte] ?? 0) - under) * share);
      }
    }
  }
  return { ...painted, data };
}

/** The painting with a foreign picture on it, pixel for pixel at its own size. */
async function withPhoto(
  painted: RawPicture,
  bytes: Uint8Array,
  { plane, opacity }: NonNullable<StudioPicture['photo']>,
  window: PlaneWindow,
): Promise<RawPicture> {
  const place = placeInWindow(plane, { shown: shownPlane(window), pixels: window.pixels });
  if (place === null) return painted;
  const { whole, left, top, right, bottom } = place;
  const shown = await sharp(bytes)
    .autoOrient()
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .resize({ width: whole.width, height: whole.height, fit: 'fill' })
    .extract({
      left: left - whole.left,
      top: top - whole.top,
      width: right - left,
      height: bottom - top,
    })
    .raw()
    .toBuffer();
  const data = Buffer.from(painted.data);
  const rowBytes = (right - left) * 3;
  for (let y = top; y < bottom; y++) {
    const from = (y - top) * rowBytes;
    const to = (y * painted.width + left) * 3;
    for (let byte = 0; byte < rowBytes; byte++) {
      const under = data[to + byte] ?? 0;
      data[to + byte] = Math.round(under + ((shown[from + byte] ?? 0) - under) * opacity);
    }
  }
  return { ...painted, data };
}
