/** Where a picture lies on the canvas of an edit, in whole pixels. */

import type { ActionName } from '#domain/action.ts';
import { panPlace, type Rectangle, type Size, squarePlace, tileSize } from '#domain/geometry.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, numberOf } from '#domain/prompt/read.ts';

export type EditPlace = {
  readonly canvas: Size;
  readonly imgPos: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
};

/** What the upstream takes for a side. */
const SIDE_MIN = 500;

const ZOOMS: { readonly [action in ActionName]?: number } = {
  'zoom-2x': 2,
  'zoom-1.5x': 1.5,
  square: 1,
};

/** Whether the action is a larger canvas around the picture. */
export const isOutpaint = (action: ActionName): boolean =>
  action === 'zoom-custom' || PAN_DIRECTIONS[action] !== undefined || ZOOMS[action] !== undefined;

/** The canvas of a zoom, square or pan, and the parent on it. */
export function outpaintPlace(action: ActionName, prompt: string, parentPrompt: string): EditPlace {
  const parsed = parsePrompt(prompt);
  const canvas = atLeast(tileSize(aspectRatioOf(parsed)), SIDE_MIN);
  const direction = PAN_DIRECTIONS[action];
  if (direction !== undefined) return { canvas, imgPos: positionOf(panPlace(canvas, direction)) };
  const parent = tileSize(aspectRatioOf(parsePrompt(parentPrompt)));
  const factor = ZOOMS[action] ?? numberOf(parsed, 'zoom') ?? 2;
  const fitted = squarePlace(canvas, parent);
  const width = Math.round(fitted.width / factor);
  const height = Math.round(fitted.height / factor);
  const left = Math.floor((canvas.width - width) / 2);
  const top = Math.floor((canvas.height - height) / 2);
  return { canvas, imgPos: positionOf({ left, top, width, height }) };
}

/** The whole picture on a canvas of its size, read from the mask's own header; null for no PNG. */
export function wholePlace(png: Uint8Array): EditPlace | null {
  const bytes = Buffer.from(png);
  if (bytes.length < 24 || bytes.toString('latin1', 1, 4) !== 'PNG') return null;
  const canvas = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return { canvas, imgPos: { x: 0, y: 0, ...canvas } };
}

const positionOf = ({ left, top, width, height }: Rectangle): EditPlace['imgPos'] => ({
  x: left,
  y: top,
  width,
  height,
});

function atLeast(size: Size, side: number): Size {
  const scale = Math.max(1, side / Math.min(size.width, size.height));
  return { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
}
