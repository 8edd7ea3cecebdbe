import { createDice, hashText, type Perturbation } from './dice.ts';
import type { GivenPicture } from './given.ts';
import { mix } from './plane.ts';
import { type Ground, grounds, readPrompt, type Sky, skies } from './words.ts';

/** An endless plane defined by a prompt and a seed, with its variations in order. */
export type Scene = {
  readonly prompt: string;
  readonly seed: number;
  readonly perturbations?: readonly Perturbation[] | undefined;
  /** The start picture of an edit; kept by variations and windows. */
  readonly given?: GivenPicture | undefined;
};

/** The accent colours of scenes. */
export const ACCENTS = [
  '#f2545b',
  '#f9a03f',
  '#f7d354',
  '#4fb286',
  '#38b6ff',
  '#9b5de5',
  '#ff6fb5',
];
const WILD_GROUNDS: readonly Ground[] = ['sea', 'mountain', 'meadow', 'desert', 'moon'];
const WILD_SKIES: readonly Sky[] = ['day', 'dawn', 'sunset', 'golden', 'night', 'spring'];

/**
 * The item at this fraction, in [0, 1), of a list.
 * @throws {Error} for an empty list or a fraction out of range.
 */
export function at<Item>(list: readonly Item[], part: number): Item {
  const item = list[Math.floor(part * list.length)];
  if (item === undefined) throw new RangeError(`Nothing at ${part} of ${list.length} items`);
  return item;
}

/** The colours and measures of one scene. */
export type Look = ReturnType<typeof createLook>;

/** The colours and measures that all parts of one scene share. */
export function createLook({ prompt, seed, perturbations = [] }: Scene) {
  const dice = createDice(prompt, seed, perturbations);
  // A subtle variation shifts measures and keeps every categorical choice.
  const choice = createDice(
    prompt,
    seed,
    perturbations.filter((one) => one.strength >= 0.5),
  );
  const traits = readPrompt(prompt);
  const word = (hashText(prompt) >>> 0) / 0x100000000;
  const ground = grounds[traits.ground ?? at(WILD_GROUNDS, word)];
  const sky = skies[traits.sky ?? at(WILD_SKIES, choice('sky'))];
  const accent = at(ACCENTS, choice('accent'));
  const tone = (i: number, most: number) =>
    mix(at(sky.colours, i / 5), accent, most * dice('tone', i));
  const horizon = 40 + 140 * dice('horizon');
  const dark = sky.dusk > 0.5;
  const foggy = traits.weather === 'fog';
  const light = tone(4, 0);
  return {
    dice,
    choice,
    traits,
    ground,
    accent,
    horizon,
    dark,
    foggy,
    light,
    dusk: sky.dusk,
    zenith: tone(0, 0.16),
    middle: tone(1, 0.22),
    low: tone(2, 0.14),
    shadow: tone(3, 0.06),
    soil: mix(ground.colour, accent, 0.16 * dice('soil')),
    lamp: dark || foggy ? mix(light, '#ffcf6b', 0.5) : '#ffe9b0',
    sun: {
      x: (choice('sun') < 0.5 ? -1 : 1) * (120 + 290 * dice('sun-x')),
      y: horizon - 80 - 320 * dice('sun-y'),
      radius: 42 + 58 * dice('sun-r'),
    },
  };
}
