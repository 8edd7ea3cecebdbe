// A picture that somebody gave, lying on the plane: what is painted there follows its light and colours.
// Relies on the plane alone for placing, so every window shows it at the same place, zoomed or panned.
// Never keeps more of the file than a small copy, which travels with the scene.
import { type Rectangle, type Size, squarePlace } from '#domain/geometry.ts';
import { sharp } from '#images/sharp.ts';
import type { PlaneWindow } from './plane.ts';

/** The small copy, where it lies, and how much of it stays: 1 all, 0 what the words make of it. */
export type GivenPicture = {
  /** A small WebP as base64, so that it can be saved with a scene. */
  readonly file: string;
  readonly plane: Rectangle;
  readonly light: number;
  readonly colour: number;
};

const SIDE_MAX = 384;
/** Below it a picture fills a window of another shape; nobody sees so little stretching. */
const STRETCH_MAX = 0.03;
/** How far beyond its edge its own last colours fade into what is painted there, in parts of its short side. */
const FADE = 0.3;

/**
 * The pictures as one to follow, laid over each other: in the shape of the first and whole inside the window, or cut
 * to the window's shape.
 *
 * @throws {Error} for an empty list.
 */
export async function givenPicture(
  files: readonly Uint8Array[],
  window: PlaneWindow,
  keeps: Pick<GivenPicture, 'light' | 'colour'>,
  shape: 'own' | 'window' = 'own',
): Promise<GivenPicture> {
  const [first, ...others] = files.map((file) => sharp(file).autoOrient());
  if (first === undefined) throw new RangeError('There is no picture to follow');
  const { data: ground, info } = await first
    .resize(
      shape === 'own'
        ? { width: SIDE_MAX, height: SIDE_MAX, fit: 'inside' }
        : { ...largest(window), fit: 'cover' },
    )
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  const layers = await Promise.all(
    others.map(async (other, place) => {
      // Each layer leaves as much of those below it as makes all count alike.
      const alpha = 1 / (place + 2);
      const shown = other.resize({ ...size, fit: 'cover' }).flatten({ background: '#ffffff' });
      return { input: await shown.ensureAlpha(alpha).png().toBuffer() };
    }),
  );
  const file = await sharp(ground).composite(layers).webp({ quality: 70 }).toBuffer();
  return { file: file.toString('base64'), plane: placeIn(window, size), ...keeps };
}

/** Makes the pixels follow the picture wherever the window shows it, and less and less around it. */
export async function followGiven(
  data: Buffer,
  { pixels }: PlaneWindow,
  view: Rectangle,
  { file, plane, light, colour }: GivenPicture,
): Promise<void> {
  const read = await sharp(Buffer.from(file, 'base64'))
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const given = { data: read.data, width: read.info.width, height: read.info.height };
  const fade = FADE * Math.min(plane.width, plane.height);
  const colours: [number, number, number] = [0, 0, 0];
  for (let y = 0; y < pixels.height; y++) {
    const down = view.top + ((y + 0.5) * view.height) / pixels.height - plane.top;
    for (let x = 0; x < pixels.width; x++) {
      const right = view.left + ((x + 0.5) * view.width) / pixels.width - plane.left;
      const outward = Math.max(0, -right, -down, right - plane.width, down - plane.height);
      if (outward >= fade) continue;
      const share = 1 - outward / fade;
      const [across, along] = [right / plane.width, down / plane.height];
      sample(given, across * given.width, along * given.height, colours);
      blend(data, (y * pixels.width + x) * 3, colours, light * share, colour * share);
    }
  }
}

type Sampled = Size & { readonly data: Buffer };

/** The colours between the four nearest pixels; beyond the edge those of the edge. */
function sample(
  { data, width, height }: Sampled,
  x: number,
  y: number,
  into: [number, number, number],
): void {
  const left = Math.max(0, Math.min(width - 1, x - 0.5));
  const top = Math.max(0, Math.min(height - 1, y - 0.5));
  const [column, row] = [Math.floor(left), Math.floor(top)];
  const across = left - column;
  const downward = top - row;
  const right = column + 1 < width ? 3 : 0;
  const below = row + 1 < height ? width * 3 : 0;
  const place = (row * width + column) * 3;
  for (let channel = 0; channel < 3; channel++) {
    const at = place + channel;
    const above = mixed(data[at] ?? 0, data[at + right] ?? 0, across);
    const under = mixed(data[at + below] ?? 0, data[at + below + right] ?? 0, across);
    into[channel] = mixed(above, under, downward);
  }
}

/** Light and colour are taken over apart: new colours on old shapes are another surface. */
function blend(
  data: Buffer,
  place: number,
  [red, green, blue]: readonly [number, number, number],
  light: number,
  colour: number,
): void {
  const ownRed = data[place] ?? 0;
  const ownGreen = data[place + 1] ?? 0;
  const ownBlue = data[place + 2] ?? 0;
  const lit = 0.3 * red + 0.59 * green + 0.11 * blue;
  const own = 0.3 * ownRed + 0.59 * ownGreen + 0.11 * ownBlue;
  const shown = mixed(own, lit, light);
  data[place] = within(shown + mixed(ownRed - own, red - lit, colour));
  data[place + 1] = within(shown + mixed(ownGreen - own, green - lit, colour));
  data[place + 2] = within(shown + mixed(ownBlue - own, blue - lit, colour));
}

function placeIn(window: PlaneWindow, size: Size): Rectangle {
  const { centerX, centerY, width, height } = window;
  const stretch = size.width / size.height / (width / height);
  const isFilled = Math.abs(Math.log(stretch)) < STRETCH_MAX;
  // In thousandths: the whole pixels of a canvas are too coarse for a plane.
  const scaled = { width: width * 1000, height: height * 1000 };
  const inside = isFilled ? { width, height } : unscaled(squarePlace(scaled, size));
  return {
    left: centerX - inside.width / 2,
    top: centerY - inside.height / 2,
    width: inside.width,
    height: inside.height,
  };
}

/** The most pixels that are kept of a picture in the window's shape. */
function largest({ width, height }: PlaneWindow): Size {
  const scale = SIDE_MAX / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

const unscaled = ({ width, height }: Size): Size => ({
  width: width / 1000,
  height: height / 1000,
});

const mixed = (one: number, other: number, part: number): number => one + (other - one) * part;

const within = (value: number): number => Math.max(0, Math.min(255, value));
