/** What comes of pictures that whoever asks has given: painted after them, or put in words. */
import sharp from 'sharp';
import type { Ratio } from '#domain/geometry.ts';
import { givenPicture } from '#painter/given.ts';
import { type EmulatedPicture, freshPictures } from './emulated-pictures.ts';

/** How much of what was given stays. */
export const KEPT = {
  blend: { light: 0.8, colour: 0.7 },
  edit: { light: 0.7, colour: 0.3 },
  retexture: { light: 1, colour: 0 },
} as const;

/** Four pictures of the words that follow the files; of the first one's shape where none is named. */
export async function followingPictures(
  files: readonly Uint8Array[],
  asked: {
    readonly prompt: string;
    readonly ratio: Ratio | null;
    readonly seed: number;
    readonly keeps: (typeof KEPT)[keyof typeof KEPT];
  },
): Promise<readonly EmulatedPicture[]> {
  const ratio = asked.ratio ?? (await sharp(files[0]).metadata());
  const fresh = freshPictures(asked.prompt, ratio, asked.seed);
  const [first] = fresh;
  if (first === undefined) return fresh;
  const given = await givenPicture(files, first.window, asked.keeps);
  return fresh.map(({ scene, window }) => ({ scene: { ...scene, given }, window }));
}

const COLOURS = {
  black: [20, 20, 20],
  white: [240, 240, 240],
  grey: [128, 128, 128],
  red: [200, 30, 30],
  green: [30, 160, 60],
  blue: [30, 50, 200],
  yellow: [230, 200, 40],
} as const;

/** The colour that a picture mostly has, for those who find words for it. */
export async function colourOf(file: Uint8Array): Promise<string> {
  const { channels } = await sharp(file).flatten().toColourspace('srgb').stats();
  const away = ([red, green, blue]: readonly [number, number, number]): number =>
    [red, green, blue].reduce(
      (sum, value, place) => sum + (value - (channels[place]?.mean ?? 0)) ** 2,
      0,
    );
  const nearest = Object.entries(COLOURS).toSorted(([, one], [, other]) => away(one) - away(other));
  return nearest[0]?.[0] ?? 'grey';
}
