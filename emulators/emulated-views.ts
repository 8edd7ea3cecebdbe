/** More ways to look at an emulated picture: larger, squared, a little changed, and moving. */
import { CELLS, squarePlace, tileSize } from '#domain/geometry.ts';
import { shownPlane, windowAround } from '#painter/painter.ts';
import { type EmulatedPicture, variedPictures } from './emulated-pictures.ts';

/** How far a subtle variation departs; 0 would be the same picture. */
const SUBTLE = 0.15;

/** The same view with twice the pixels a side. */
export function enlargedPicture(picture: EmulatedPicture, factor = 2): EmulatedPicture {
  const { window } = picture;
  const { width, height } = window.pixels;
  const pixels = { width: width * factor, height: height * factor };
  return { ...picture, window: { ...window, pixels, detail: (window.detail ?? 0) + 1 } };
}

/** Four square views with the picture in their middle. */
export function squaredPictures(
  picture: EmulatedPicture,
  seed: number,
): readonly EmulatedPicture[] {
  const { window } = picture;
  const canvas = tileSize({ width: 1, height: 1 });
  const square = windowAround(window, canvas, squarePlace(canvas, window.pixels));
  return variedPictures({ ...picture, window: square }, seed, shownPlane(window));
}

/** Four slight departures from a picture. */
export function subtlyVariedPictures(
  { scene, window, layers = [] }: EmulatedPicture,
  seed: number,
): readonly EmulatedPicture[] {
  return CELLS.map((cell) => ({
    layers,
    scene: {
      ...scene,
      perturbations: [...(scene.perturbations ?? []), { seed: seed + cell, strength: SUBTLE }],
    },
    window,
  }));
}

/** The picture four times, repainted where the mask (a PNG as base64) is white. */
export function repaintedPictures(
  { scene, window, layers = [] }: EmulatedPicture,
  { mask, prompt, seed }: { readonly mask: string; readonly prompt: string; readonly seed: number },
): readonly EmulatedPicture[] {
  const plane = shownPlane(window);
  return CELLS.map((cell) => ({
    scene,
    window,
    layers: [...layers, { scene: { prompt, seed: seed + cell }, mask, plane }],
  }));
}

/** The smallest file that says it is an MP4: a type box and an empty box of data. */
export const EMULATED_VIDEO: Uint8Array = Uint8Array.from([
  ...[0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d, 0, 0, 2, 0],
  ...[0x69, 0x73, 0x6f, 0x6d, 0x6d, 0x70, 0x34, 0x31, 0, 0, 0, 8, 0x6d, 0x64, 0x61, 0x74],
]);
