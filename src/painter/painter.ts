// The demonstration painter: an illustrated, endless plane for every prompt and seed. It relies on sharp (librsvg) for
// drawing and is otherwise pure: the same arguments give the same pixels. It is independent of vendors and jobs: zoom,
// pan, upscale and variation are windows and variations of a plane.

import type { Rectangle, Size } from '#domain/geometry.ts';
import type { RawMask } from '#images/mask.ts';
import { sharp } from '#images/sharp.ts';
import { hashText } from './dice.ts';
import { followGiven } from './given.ts';
import type { Scene } from './look.ts';
import type { PlaneWindow } from './plane.ts';
import { sceneSvg } from './scene.ts';

export type { Perturbation } from './dice.ts';
export type { GivenPicture } from './given.ts';
export type { Scene } from './look.ts';
export type { PlaneWindow } from './plane.ts';

/** Pixels without a file format: three bytes each, row by row. */
export type RawPicture = Size & { readonly data: Buffer };

/** A pool of worker threads, or the painter itself. */
export type Painter = {
  paintWindow(scene: Scene, window: PlaneWindow): Promise<RawPicture>;
  repaintRegion(
    picture: RawPicture,
    mask: RawMask,
    scene: Scene,
    window: PlaneWindow,
  ): Promise<RawPicture>;
};

/** Ratios up to this are drawn as a whole. */
const WHOLE_RATIO_MAX = 3.2;
const GRAIN_SIDE = 512;
const GRAIN_STRENGTH = 7;
/** Grains per plane unit, so that a fresh picture has about one per pixel. */
const GRAIN_SCALE = 1.024;
const grain = createGrain();

/** The window of a fresh picture: centred on the origin, its short side 1000 units. */
export function originWindow(pixels: Size): PlaneWindow {
  const scale = 1000 / Math.min(pixels.width, pixels.height);
  return {
    centerX: 0,
    centerY: 0,
    width: pixels.width * scale,
    height: pixels.height * scale,
    pixels,
  };
}

/** The window in which `place` (pixels of `canvas`) shows what the parent window shows. */
export function windowAround(parent: PlaneWindow, canvas: Size, place: Rectangle): PlaneWindow {
  const scale = { x: parent.width / place.width, y: parent.height / place.height };
  return {
    centerX: parent.centerX + (canvas.width / 2 - place.left - place.width / 2) * scale.x,
    centerY: parent.centerY + (canvas.height / 2 - place.top - place.height / 2) * scale.y,
    width: canvas.width * scale.x,
    height: canvas.height * scale.y,
    pixels: canvas,
  };
}

/** The rectangle of the plane that a window shows; a perturbation may keep it. */
export function shownPlane({ centerX, centerY, width, height }: PlaneWindow): Rectangle {
  return { left: centerX - width / 2, top: centerY - height / 2, width, height };
}

/**
 * Paints what the window shows of the scene.
 *
 * @throws {Error} for a size without pixels.
 */
export async function paintWindow(scene: Scene, window: PlaneWindow): Promise<RawPicture> {
  const { width, height } = window.pixels;
  if (!(width >= 1 && height >= 1)) throw new RangeError(`No picture is ${width}x${height}`);
  const view = shownPlane(window);
  const data = await drawStrips(scene, window, view);
  if (scene.given !== undefined) await followGiven(data, window, view, scene.given);
  addGrain(data, window, view);
  return { data, width, height };
}

/**
 * Every soft edge costs the drawing library a surface of the canvas's size, and long windows have more of them. So long
 * windows are drawn in strips; usual ones as a whole.
 */
async function drawStrips(
  scene: Scene,
  { pixels, detail = 0 }: PlaneWindow,
  view: Rectangle,
): Promise<Buffer> {
  const { width, height } = pixels;
  const isWide = width >= height;
  const long = Math.max(width, height);
  const ratio = long / Math.min(width, height);
  const count = ratio <= WHOLE_RATIO_MAX ? 1 : Math.ceil(ratio);
  const edges = Array.from({ length: count + 1 }, (_, place) => Math.round((place * long) / count));
  const strips = edges.slice(1).map((end, place): Rectangle => {
    const [start, side] = [edges[place] ?? 0, end - (edges[place] ?? 0)];
    return isWide
      ? { left: start, top: 0, width: side, height }
      : { left: 0, top: start, width, height: side };
  });
  const drawn = await Promise.all(
    strips.map((strip) => drawPart(scene, partOf(view, pixels, strip), strip, detail)),
  );
  const [whole] = drawn;
  if (whole !== undefined && drawn.length === 1) return whole;
  if (!isWide) return Buffer.concat(drawn);
  const data = Buffer.alloc(width * height * 3);
  strips.forEach((strip, place) => {
    const part = drawn[place];
    for (let y = 0; part !== undefined && y < height; y++) {
      part.copy(data, (y * width + strip.left) * 3, y * strip.width * 3, (y + 1) * strip.width * 3);
    }
  });
  return data;
}

/** The rectangle of the plane shown by part of a window's pixels. */
function partOf(view: Rectangle, pixels: Size, strip: Rectangle): Rectangle {
  const scale = { x: view.width / pixels.width, y: view.height / pixels.height };
  return {
    left: view.left + strip.left * scale.x,
    top: view.top + strip.top * scale.y,
    width: strip.width * scale.x,
    height: strip.height * scale.y,
  };
}

async function drawPart(
  scene: Scene,
  view: Rectangle,
  { width, height }: Size,
  detail: number,
): Promise<Buffer> {
  const art = sceneSvg(scene, view, detail);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${view.left} ${view.top} ${view.width} ${view.height}" preserveAspectRatio="none">${art}</svg>`;
  const { data } = await sharp(Buffer.from(svg), { unlimited: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

/** Repaints the masked pixels of a picture from another scene; all others stay byte for byte. */
export async function repaintRegion(
  picture: RawPicture,
  mask: RawMask,
  scene: Scene,
  window: PlaneWindow,
): Promise<RawPicture> {
  const other = await paintWindow(scene, { ...window, pixels: picture });
  const data = Buffer.from(picture.data);
  mask.data.forEach((value, pixel) => {
    if (value >= 128) other.data.copy(data, pixel * 3, pixel * 3, pixel * 3 + 3);
  });
  return { data, width: picture.width, height: picture.height };
}

function addGrain(data: Buffer, window: PlaneWindow, view: Rectangle): void {
  const { width, height } = window.pixels;
  const step = (view.width / width) * GRAIN_SCALE;
  const columns = Int32Array.from({ length: width }, (_, x) =>
    grainIndex(view.left * GRAIN_SCALE + (x + 0.5) * step),
  );
  for (let y = 0, byte = 0; y < height; y++) {
    const row =
      GRAIN_SIDE * grainIndex((view.top + ((y + 0.5) * view.height) / height) * GRAIN_SCALE);
    for (let x = 0; x < width; x++) {
      const value = grain[row + (columns[x] ?? 0)] ?? 0;
      for (const end = byte + 3; byte < end; byte++) {
        const lit = (data[byte] ?? 0) + value;
        data[byte] = Math.max(0, Math.min(255, lit));
      }
    }
  }
}

function grainIndex(place: number): number {
  return Math.floor(place) & (GRAIN_SIDE - 1);
}

/** Paper texture: each grain slightly lighter or darker, deterministic. */
function createGrain(): Int8Array {
  let state = hashText('grain');
  return Int8Array.from({ length: GRAIN_SIDE ** 2 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.round(((state >>> 8) / 0x1000000 - 0.5) * GRAIN_STRENGTH);
  });
}
