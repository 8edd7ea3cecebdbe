// An uploaded picture on the plane: the painting follows its light and colours. It is placed on the plane, so every
// window shows it at the same position, zoomed or panned. Only a small copy is stored with the scene.
import { type Rectangle, type Size, squarePlace } from '#domain/geometry.ts';
import { sharp } from '#images/sharp.ts';
import type { PlaneWindow } from './plane.ts';

/** The small copy, its position, and its share: 1 all, 0 only the prompt. */
export type GivenPicture = {
  /** A small WebP as base64, so that it can be saved with a scene. */
  readonly file: string;
  readonly plane: Rectangle;
  readonly light: number;
  readonly colour: number;
};

const SIDE_MAX = 384;
/** Below it a picture is stretched to a window of another ratio, invisibly. */
const STRETCH_MAX = 0.03;
/** The width of the fade of its edge colours into the painting, relative to its short side. */
const FADE = 0.3;

/**
 * The pictures overlaid as one: in the ratio of the first and entirely inside the window, or cropped to the window's
 * ratio.
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
      // The opacities give all layers equal weight.
      const alpha = 1 / (place + 2);
      const shown = other.resize({ ...size, fit: 'cover' }).flatten({ background: '#ffffff' });
      return { input: await shown.ensureAlpha(alpha).png().toBuffer() };
    }),
  );
  const file = await sharp(ground).composite(layers).webp({ quality: 70 }).toBuffer();
  return { file: file.toString('base64'), plane: placeIn(window, size), ...keeps };
}

/** Makes the pixels follow the picture inside it, fading out around it. */
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

/** Bilinear sampling, clamped at the edges. */
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

/** Light and colour are blended separately: new colours on old shapes make another surface. */
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
  // In thousandths, because whole pixels are too coarse for a plane.
  const scaled = { width: width * 1000, height: height * 1000 };
  const inside = isFilled ? { width, height } : unscaled(squarePlace(scaled, size));
  return {
    left: centerX - inside.width / 2,
    top: centerY - inside.height / 2,
    width: inside.width,
    height: inside.height,
  };
}

/** The maximum size of the copy in the window's ratio. */
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
