import type { Rectangle, Size } from '#domain/geometry.ts';

/** The part of the plane that a window shows, and its pixels. */
type View = { readonly shown: Rectangle; readonly pixels: Size };

/** The position of a part of the plane in a window, in pixels: all of it, and the visible part. */
export type PlaceInWindow = {
  readonly whole: Rectangle;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** Null if they do not overlap. */
export function placeInWindow(plane: Rectangle, { shown, pixels }: View): PlaceInWindow | null {
  const { width, height } = pixels;
  const scale = { x: width / shown.width, y: height / shown.height };
  const whole = {
    left: Math.round((plane.left - shown.left) * scale.x),
    top: Math.round((plane.top - shown.top) * scale.y),
    width: Math.max(1, Math.round(plane.width * scale.x)),
    height: Math.max(1, Math.round(plane.height * scale.y)),
  };
  const left = Math.max(0, whole.left);
  const top = Math.max(0, whole.top);
  const right = Math.min(width, whole.left + whole.width);
  const bottom = Math.min(height, whole.top + whole.height);
  return right <= left || bottom <= top ? null : { whole, left, top, right, bottom };
}
