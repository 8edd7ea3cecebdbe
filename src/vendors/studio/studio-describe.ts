/**
 * Describes a picture by measurable properties only: colours, light, layout. It recognises no objects and claims none.
 * The words are ones that its own painter uses, so that a description leads to a related picture.
 */
import { sharp } from '#images/sharp.ts';

/** Measurements from a few hundred averaged pixels. */
type Sight = {
  readonly width: number;
  readonly height: number;
  readonly colours: readonly string[];
  readonly brightness: number;
  readonly saturation: number;
  /** How much lighter the upper third is than the lower one. */
  readonly lightAbove: number;
  readonly contrast: number;
};

const SIDE = 24;
const HUES = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink'] as const;

/** Four prompts for a picture; the same bytes give the same words. */
export async function describePicture(bytes: Uint8Array): Promise<readonly string[]> {
  const sight = await look(bytes);
  const [first = 'grey', second = first] = sight.colours;
  const pair = first === second ? first : `${first} and ${second}`;
  const time = timeOf(sight);
  const layout = sight.lightAbove > 0.08 ? 'bright sky above dark ground' : layoutOf(sight);
  const mood = sight.saturation < 0.18 ? 'muted and misty' : 'vivid and clear';
  const ratio = `--ar ${ratioOf(sight)}`;
  return [
    `a landscape in ${pair}, ${time}, ${layout}, ${mood} ${ratio}`,
    `${time} scene of ${first} tones, ${layout} ${ratio}`,
    `an illustration in ${pair} with ${sight.contrast > 0.22 ? 'strong' : 'soft'} contrast, ${mood} ${ratio}`,
    `${first} shapes before a ${second} background, ${time} ${ratio}`,
  ];
}

async function look(bytes: Uint8Array): Promise<Sight> {
  const picture = sharp(bytes).autoOrient();
  const { autoOrient } = await sharp(bytes).metadata();
  const { data } = await picture
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .resize({ width: SIDE, height: SIDE, fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const votes = new Map<string, number>();
  const light: number[] = [];
  let saturations = 0;
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3);
    const most = Math.max(red, green, blue);
    const saturation = most === 0 ? 0 : (most - Math.min(red, green, blue)) / most;
    light.push((0.3 * red + 0.59 * green + 0.11 * blue) / 255);
    saturations += saturation;
    const name = colourOf([red, green, blue], saturation, most / 255);
    votes.set(name, (votes.get(name) ?? 0) + 0.2 + saturation);
  }
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const brightness = mean(light);
  const third = (SIDE * SIDE) / 3;
  return {
    width: autoOrient.width,
    height: autoOrient.height,
    colours: [...votes].toSorted(([, one], [, other]) => other - one).map(([name]) => name),
    brightness,
    saturation: saturations / light.length,
    lightAbove: mean(light.slice(0, third)) - mean(light.slice(-third)),
    contrast: Math.sqrt(mean(light.map((value) => (value - brightness) ** 2))),
  };
}

type Rgb = readonly [red: number, green: number, blue: number];

function colourOf(rgb: Rgb, saturation: number, value: number): string {
  if (value < 0.16) return 'black';
  if (saturation < 0.14) return value > 0.8 ? 'white' : 'grey';
  // Reds end at 20 degrees, and each further name spans about 45.
  const hue = hueOf(rgb);
  const place = [20, 45, 70, 160, 190, 255, 290, 335].findIndex((end) => hue < end);
  return HUES[place] ?? 'red';
}

function hueOf([red, green, blue]: Rgb): number {
  const most = Math.max(red, green, blue);
  const spread = Math.max(1, most - Math.min(red, green, blue));
  const sixth =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread;
  return (sixth * 60 + 360) % 360;
}

function timeOf({ brightness, colours }: Sight): string {
  if (brightness < 0.25) return 'night';
  const isWarm = ['orange', 'red', 'pink'].includes(colours[0] ?? '');
  if (isWarm) return brightness < 0.6 ? 'sunset' : 'dawn';
  return brightness > 0.55 ? 'sunny day' : 'evening';
}

const layoutOf = ({ lightAbove }: Sight): string =>
  lightAbove < -0.08 ? 'light below a dark sky' : 'evenly lit from edge to edge';

/** The nearest common ratio, as written in prompts. */
function ratioOf({ width, height }: Sight): string {
  const usual = ['1:1', '5:4', '4:3', '3:2', '16:9', '2:1', '4:5', '3:4', '2:3', '9:16', '1:2'];
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(width / height / (across / down)));
  };
  return usual.toSorted((one, other) => distance(one) - distance(other))[0] ?? '1:1';
}
