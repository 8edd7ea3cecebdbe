/**
 * What is selected, as the list of what was done: undoing drops the last, redoing takes it back, and the mask
 * is drawn from the list at exactly the picture's size. It knows no page and no mouse.
 *
 * @typedef {readonly [x: number, y: number]} Point
 * @typedef {{ kind: 'rectangle'; from: Point; to: Point; erases: boolean }
 *   | { kind: 'lasso'; points: readonly Point[]; erases: boolean }
 *   | { kind: 'stroke'; points: readonly Point[]; width: number; erases: boolean }
 *   | { kind: 'invert' } | { kind: 'clear' }} Mark
 * @typedef {{ readonly marks: readonly Mark[]; readonly undone: readonly Mark[] }} Selection
 */

/** @type {Selection} */
export const NOTHING = { marks: [], undone: [] };

/** @type {(selection: Selection, mark: Mark) => Selection} */
export const withMark = ({ marks }, mark) => ({ marks: [...marks, mark], undone: [] });

/** @type {(selection: Selection) => Selection} */
export function undo({ marks, undone }) {
  const last = marks.at(-1);
  return last === undefined
    ? { marks, undone }
    : { marks: marks.slice(0, -1), undone: [last, ...undone] };
}

/** @type {(selection: Selection) => Selection} */
export function redo({ marks, undone }) {
  const [next, ...rest] = undone;
  return next === undefined ? { marks, undone } : { marks: [...marks, next], undone: rest };
}

/**
 * Draws the selection in opaque white on a clear canvas of the picture's size.
 * @type {(context: CanvasRenderingContext2D, marks: readonly Mark[]) => void}
 */
export function drawMarks(context, marks) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  for (const mark of marks) {
    context.fillStyle = '#fff';
    context.strokeStyle = '#fff';
    context.globalCompositeOperation =
      'erases' in mark && mark.erases ? 'destination-out' : 'source-over';
    switch (mark.kind) {
      case 'clear':
        context.clearRect(0, 0, width, height);
        break;
      case 'invert':
        context.globalCompositeOperation = 'xor';
        context.fillRect(0, 0, width, height);
        break;
      case 'rectangle': {
        const [left, right] = [mark.from[0], mark.to[0]].sort((one, other) => one - other);
        const [top, bottom] = [mark.from[1], mark.to[1]].sort((one, other) => one - other);
        context.fillRect(
          left ?? 0,
          top ?? 0,
          (right ?? 0) - (left ?? 0),
          (bottom ?? 0) - (top ?? 0),
        );
        break;
      }
      default: {
        const path = pathOf(mark.points);
        if (mark.kind === 'lasso') context.fill(path);
        else {
          context.lineWidth = mark.width;
          context.lineCap = 'round';
          context.lineJoin = 'round';
          context.stroke(path);
        }
      }
    }
  }
  context.globalCompositeOperation = 'source-over';
}

/** A single point is drawn as a dot: lines without length are not drawn. @type {(points: readonly Point[]) => Path2D} */
function pathOf(points) {
  const path = new Path2D();
  const [first, ...rest] = points;
  if (first === undefined) return path;
  path.moveTo(first[0], first[1]);
  if (rest.length === 0) path.lineTo(first[0] + 0.01, first[1]);
  for (const [x, y] of rest) path.lineTo(x, y);
  return path;
}

/**
 * The mask as everyone means it: black and white and nothing between, white is painted again.
 * @type {(canvas: HTMLCanvasElement) => { readonly pixels: ImageData; readonly share: number }}
 */
export function maskPixels(canvas) {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws nothing');
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = pixels;
  let selected = 0;
  for (let byte = 0; byte < data.length; byte += 4) {
    const isSelected = (data[byte + 3] ?? 0) >= 128;
    if (isSelected) selected++;
    data.fill(isSelected ? 255 : 0, byte, byte + 3);
    data[byte + 3] = 255;
  }
  return { pixels, share: selected / (canvas.width * canvas.height) };
}

/** @type {(canvas: HTMLCanvasElement) => Promise<Blob>} */
export async function maskPng(canvas) {
  const { pixels } = maskPixels(canvas);
  const flat = new OffscreenCanvas(canvas.width, canvas.height);
  flat.getContext('2d')?.putImageData(pixels, 0, 0);
  return flat.convertToBlob({ type: 'image/png' });
}
