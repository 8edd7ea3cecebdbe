/** What each of Ace's actions makes of a picture, and what may be done with the result. */
import { enlargedActions, GRID_ACTIONS, soloActions } from './acedata-schema.ts';
import {
  type EmulatedPicture,
  freshPictures,
  pannedPictures,
  variedPictures,
  zoomedPictures,
} from './emulated-pictures.ts';
import {
  enlargedPicture,
  repaintedPictures,
  squaredPictures,
  subtlyVariedPictures,
} from './emulated-views.ts';
import { followingPictures, type KEPT } from './given-pictures.ts';
import { ratioIn, readPrompt } from './read-prompt.ts';

export type MadePictures = {
  readonly shape: 'grid' | 'solo';
  readonly pictures: readonly EmulatedPicture[];
  readonly actions: readonly string[];
};

const grid = (pictures: readonly EmulatedPicture[]): MadePictures => ({
  shape: 'grid',
  pictures,
  actions: GRID_ACTIONS,
});

/** Four pictures of a prompt that carries its flags. */
export function generated(prompt: string, seed: number): MadePictures {
  const parsed = readPrompt(prompt);
  return grid(freshPictures(parsed.text, ratioIn(parsed), seed));
}

/** Four pictures of such a prompt that follow what was given. */
export async function following(
  files: readonly Uint8Array[],
  prompt: string,
  keeps: (typeof KEPT)[keyof typeof KEPT],
  seed: number,
): Promise<MadePictures> {
  const parsed = readPrompt(prompt);
  const ratio = parsed.flags.has('ar') ? ratioIn(parsed) : null;
  return grid(await followingPictures(files, { prompt: parsed.text, ratio, seed, keeps }));
}

/** The follow-up's pictures; null where the parent has no such picture. */
export function followedUp(
  action: string,
  parent: {
    readonly pictures: readonly EmulatedPicture[];
    readonly isV5: boolean;
    /** What is to be repainted, and from which words; without these from the picture's own. */
    readonly region: { readonly mask: string; readonly prompt?: string | undefined } | null;
  },
  seed: number,
): MadePictures | null {
  const [, verb, cell] = /^(upscale|variation)([1-4])$/.exec(action) ?? [];
  const picture = parent.pictures[Number(cell ?? 1) - 1];
  if (picture === undefined) return null;
  if (verb === 'upscale') {
    const { width, height } = picture.window.pixels;
    const actions = soloActions(parent.isV5, width === height);
    return { shape: 'solo', pictures: [picture], actions };
  }
  if (parent.region !== null) {
    const { mask, prompt } = parent.region;
    const text = prompt?.split(' --')[0] ?? picture.scene.prompt;
    return grid(repaintedPictures(picture, { mask, prompt: text, seed }));
  }
  if (verb === 'variation') return grid(variedPictures(picture, seed));
  if (/upscale_/.test(action)) {
    const factor = action.endsWith('4x') ? 4 : 2;
    const pictures = [enlargedPicture(picture, factor)];
    return { shape: 'solo', pictures, actions: enlargedActions(parent.isV5) };
  }
  return grid(around(action, picture, parent.pictures, seed));
}

function around(
  action: string,
  picture: EmulatedPicture,
  all: readonly EmulatedPicture[],
  seed: number,
): readonly EmulatedPicture[] {
  switch (action) {
    case 'reroll':
      return all.map(({ scene, window }, place) => ({
        scene: { ...scene, seed: seed + place },
        window,
      }));
    case 'zoom_out_2x':
      return zoomedPictures(picture, 2, seed);
    case 'zoom_out_1_5x':
      return zoomedPictures(picture, 1.5, seed);
    case 'pan_left':
      return pannedPictures(picture, 'left', seed);
    case 'pan_right':
      return pannedPictures(picture, 'right', seed);
    case 'pan_up':
      return pannedPictures(picture, 'up', seed);
    case 'pan_down':
      return pannedPictures(picture, 'down', seed);
    case 'square':
      return squaredPictures(picture, seed);
    case 'variation_subtle':
      return subtlyVariedPictures(picture, seed);
    default:
      return variedPictures(picture, seed);
  }
}
