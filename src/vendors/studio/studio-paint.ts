/**
 * Paints one of the studio's pictures: its window on the plane, then every region that was painted over,
 * wherever that lies in this window. It relies on painters that work off the event loop and never
 * changes a pixel outside the masks.
 */
import sharp from 'sharp';
import type { Rectangle } from '#domain/geometry.ts';
import type { PlaneWindow, RawMask, RawPicture, Scene } from '#images/painter.ts';
import { shownPlane } from '#images/painter.ts';
import type { StudioPicture } from './studio-plan.ts';

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

/** The picture's pixels, in any window that shows a part of its plane. */
export async function paintPicture(
  painter: Painter,
  { scene, layers = [] }: StudioPicture,
  window: PlaneWindow,
): Promise<RawPicture> {
  let painted = await painter.paintWindow(scene, window);
  for (const layer of layers) {
    const mask = await maskInWindow(Buffer.from(layer.mask, 'base64'), layer.plane, window);
    if (mask !== null) painted = await painter.repaintRegion(painted, mask, layer.scene, window);
  }
  return painted;
}

/** The mask as it lies in the window; null where the window shows nothing of it. */
async function maskInWindow(
  png: Uint8Array,
  plane: Rectangle,
  window: PlaneWindow,
): Promise<RawMask | null> {
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
  if (right <= left || bottom <= top) return null;
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
