/**
 * Paints one of the studio's pictures: its window on the plane, then every region that was painted over,
 * wherever that lies in this window. It relies on painters that work off the event loop and never
 * changes a pixel outside the masks.
 */
import sharp from 'sharp';
import type { Rectangle } from '#domain/geometry.ts';
import type { PlaneWindow, RawMask, RawPicture, Scene } from '#images/painter.ts';
import { shownPlane } from '#images/painter.ts';
import type { StudioPicture } from './studio-picture.ts';

/** What paints; a pool of worker threads, or the painter itself. */
export type Painter = {
  paintWindow(scene: Scene, window: PlaneWindow): Promise<RawPicture>;
  repaintRegion(
    picture: RawPicture,
    mask: RawMask,
    scene: Scene,
    window: PlaneWindow,
  ): Promise<RawPicture>;
};

/** What paints, and where the pictures are that others made. */
export type Easel = Painter & { readonly photoOf: (key: string) => Promise<Uint8Array | null> };

/** The picture's pixels, in any window that shows a part of its plane. */
export async function paintPicture(
  painter: Easel,
  { scene, photo, layers = [] }: StudioPicture,
  window: PlaneWindow,
): Promise<RawPicture> {
  let painted = await painter.paintWindow(scene, window);
  if (photo !== undefined) {
    const bytes = await painter.photoOf(photo.key);
    if (bytes === null) throw new Error('the archive lost the picture to go on from');
    painted = await withPhoto(painted, bytes, photo, window);
  }
  for (const layer of layers) {
    const mask = await maskInWindow(Buffer.from(layer.mask, 'base64'), layer.plane, window);
    if (mask !== null) painted = await painter.repaintRegion(painted, mask, layer.scene, window);
  }
  return painted;
}

/** The painting with a given picture on it, pixel for pixel where it is shown at its own size. */
async function withPhoto(
  painted: RawPicture,
  bytes: Uint8Array,
  { plane, opacity }: NonNullable<StudioPicture['photo']>,
  window: PlaneWindow,
): Promise<RawPicture> {
  const place = placeIn(plane, window);
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

/** Where a part of the plane lies in the window, in pixels, and what is to be seen of it; null: nothing. */
function placeIn(plane: Rectangle, window: PlaneWindow) {
  const { width, height } = window.pixels;
  const view = shownPlane(window);
  const scale = { x: width / view.width, y: height / view.height };
  const whole = {
    left: Math.round((plane.left - view.left) * scale.x),
    top: Math.round((plane.top - view.top) * scale.y),
    width: Math.max(1, Math.round(plane.width * scale.x)),
    height: Math.max(1, Math.round(plane.height * scale.y)),
  };
  const left = Math.max(0, whole.left);
  const top = Math.max(0, whole.top);
  const right = Math.min(width, whole.left + whole.width);
  const bottom = Math.min(height, whole.top + whole.height);
  return right <= left || bottom <= top ? null : { whole, left, top, right, bottom };
}

/** The mask as it lies in the window; null where the window shows nothing of it. */
async function maskInWindow(
  png: Uint8Array,
  plane: Rectangle,
  window: PlaneWindow,
): Promise<RawMask | null> {
  const place = placeIn(plane, window);
  if (place === null) return null;
  const { whole, left, top, right, bottom } = place;
  const { width, height } = window.pixels;
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
