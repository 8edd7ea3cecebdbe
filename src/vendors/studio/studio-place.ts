import type { ActionName } from '#domain/action.ts';
import { panPlace, type Rectangle, type Size, squarePlace, zoomPlace } from '#domain/geometry.ts';
import { PAN_DIRECTIONS } from '#domain/pan-direction.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { numberOf } from '#domain/prompt/read.ts';

/**
 * The parent's position in the canvas of a zoom, pan or square; null for any other action. A canvas of another ratio
 * extends the parent, which keeps its own ratio.
 */
export function placeAround(
  action: ActionName,
  canvas: Size,
  parent: Size,
  parsed: ParsedPrompt,
): Rectangle | null {
  const direction = PAN_DIRECTIONS[action];
  if (direction !== undefined) return panPlace(canvas, direction);
  switch (action) {
    case 'zoom-2x':
      return zoomPlace(canvas, 2, parent);
    case 'zoom-1.5x':
      return zoomPlace(canvas, 1.5, parent);
    case 'zoom-custom':
      return zoomPlace(canvas, customZoom(parsed), parent);
    case 'square':
      return squarePlace(canvas, parent);
    default:
      return null;
  }
}

const CUSTOM_ZOOM = 2;

/** The value of `--zoom`, clamped to the allowed range. */
function customZoom(parsed: ParsedPrompt): number {
  return Math.min(2, Math.max(1, numberOf(parsed, 'zoom') ?? CUSTOM_ZOOM));
}
