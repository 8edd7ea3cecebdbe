/** What pressing one of Midjourney's buttons shows: the same picture, departures, larger views. */
import type { PanDirection } from '#domain/geometry.ts';
import { squarePlace, tileSize } from '#domain/geometry.ts';
import { windowAround } from '#painter/painter.ts';
import {
  type EmulatedPicture,
  freshPictures,
  pannedPictures,
  variedPictures,
  zoomedPictures,
} from './emulated-pictures.ts';
import { repaintedPictures, squaredPictures } from './emulated-views.ts';
import { ratioIn, readPrompt } from './read-prompt.ts';

/** What a picture came of. */
export type Pressed = {
  readonly customId: string;
  readonly pictures: readonly EmulatedPicture[];
  /** The parent's, or what a window was answered with. */
  readonly prompt: string;
  readonly seed: number;
  /** What a region's window was answered with: a PNG as base64, white = repainted. */
  readonly mask?: string;
};

/** Four pictures of a whole prompt, flags included. */
export function promptPictures(prompt: string, seed: number): readonly EmulatedPicture[] {
  const parsed = readPrompt(prompt);
  return freshPictures(parsed.text, ratioIn(parsed), seed);
}

/** The pictures that a press makes; null where the parent lacks the picture. */
export function pressedPictures(pressed: Pressed): readonly EmulatedPicture[] | null {
  const { customId, pictures, prompt, seed, mask } = pressed;
  const [, name = '', index = '1'] = /^MJ::(?:JOB::)?(\w+?)(?:::(\d+))?::/.exec(customId) ?? [];
  if (name === 'reroll') return promptPictures(prompt, seed);
  const isOutpaint = name === 'Outpaint';
  const picture = pictures[isOutpaint || pictures.length === 1 ? 0 : Number(index) - 1];
  if (picture === undefined) return null;
  if (name === 'upsample') return [picture];
  if (name.startsWith('upsample_')) return [enlarged(picture, name.endsWith('_4x') ? 4 : 2)];
  if (isOutpaint && index === '100') return squaredPictures(picture, seed);
  if (isOutpaint) return zoomedPictures(picture, index === '75' ? 1.5 : 2, seed);
  if (name === 'CustomZoom') return customZoomed(picture, prompt, seed);
  const direction = /^pan_(left|right|up|down)$/.exec(name)?.[1];
  if (isDirection(direction)) return pannedPictures(picture, direction, seed);
  if (mask !== undefined) {
    return repaintedPictures(picture, { mask, prompt: readPrompt(prompt).text, seed });
  }
  return variedPictures(picture, seed);
}

function customZoomed(
  picture: EmulatedPicture,
  prompt: string,
  seed: number,
): readonly EmulatedPicture[] {
  const { window } = picture;
  const parsed = readPrompt(prompt);
  const canvas = tileSize(ratioIn(parsed));
  const inside = windowAround(window, canvas, squarePlace(canvas, window.pixels));
  return zoomedPictures(
    { ...picture, window: inside },
    Number(parsed.flags.get('zoom') ?? 1),
    seed,
  );
}

function enlarged(picture: EmulatedPicture, factor: number): EmulatedPicture {
  const { window } = picture;
  const { width, height } = window.pixels;
  return {
    ...picture,
    window: { ...window, pixels: { width: width * factor, height: height * factor } },
  };
}

const isDirection = (word: string | undefined): word is PanDirection =>
  word === 'left' || word === 'right' || word === 'up' || word === 'down';
