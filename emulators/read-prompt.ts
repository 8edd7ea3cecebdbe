/**
 * How a vendor's engine reads a prompt: links first, then words, then `--name value`. These are the
 * emulators' own few lines, after Midjourney's parameter list
 * (https://docs.midjourney.com/hc/en-us/articles/32859204029709). They share nothing with the bot's
 * parser on purpose: an adapter that writes a flag wrongly must fail here.
 */
import type { Ratio } from '#domain/geometry.ts';

/** A model, as `v7` or `niji6`. */
export type EngineVersion = `v${string}` | `niji${string}`;

/** What the engine understood. */
export type EnginePrompt = {
  readonly links: readonly string[];
  readonly text: string;
  /** Values by full name; empty where the flag has none. */
  readonly flags: ReadonlyMap<string, string>;
  /** Flags that it does not know, or whose value it cannot use. */
  readonly wrong: readonly string[];
};

const NONE = /^$/;
const WHOLE = /^\d+$/;
const DECIMAL = /^(?:\d+(?:\.\d*)?|\.\d+)$/;
const WORDS = /^.+$/s;

/** Every flag with the values it takes. */
const FLAGS: Readonly<Record<string, RegExp>> = {
  ...{ ar: /^\d+:\d+$/, chaos: WHOLE, cref: WORDS, cw: WHOLE, draft: NONE, dref: WORDS, dw: WHOLE },
  ...{ end: WORDS, exp: WHOLE, fast: NONE, hd: NONE, iw: DECIMAL, loop: NONE, bs: /^[124]$/ },
  ...{ motion: /^(?:low|high)$/, niji: /^(?:[4-7])?$/, no: WORDS, oref: WORDS, ow: WHOLE },
  ...{ personalize: /^.*$/, public: NONE, quality: DECIMAL, raw: NONE, relax: NONE, repeat: WHOLE },
  ...{ sd: NONE, seed: WHOLE, sref: WORDS, stealth: NONE, stop: WHOLE, style: WORDS },
  ...{ stylize: WHOLE, sv: /^[1-8]$/, sw: WHOLE, tile: NONE, turbo: NONE, video: /^[14]?$/ },
  ...{ version: /^\d(?:\.\d)?$/, weird: WHOLE, zoom: DECIMAL, edit: NONE },
};

const SHORT: Readonly<Record<string, string>> = {
  ...{ aspect: 'ar', c: 'chaos', p: 'personalize', profile: 'personalize', q: 'quality' },
  ...{ s: 'stylize', v: 'version', w: 'weird', r: 'repeat', style_reference: 'sref' },
};

/** Reads a whole prompt; never fails, for what is wrong is listed. */
export function readPrompt(prompt: string): EnginePrompt {
  const [before = '', ...typed] = prompt.trim().split(/(?:^|\s+)--(?=[a-z])/i);
  const words = before.split(/\s+/);
  const firstWord = words.findIndex((word) => !/^https?:\/\//.test(word));
  const linkCount = firstWord === -1 ? words.length : firstWord;
  const flags = new Map<string, string>();
  const wrong: string[] = [];
  for (const flag of typed) {
    const [spelling = '', ...values] = flag.trim().split(/\s+/);
    const lower = spelling.toLowerCase();
    const name = Object.hasOwn(SHORT, lower) ? (SHORT[lower] ?? lower) : lower;
    const value = values.join(' ');
    const takes = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
    if (takes?.test(value) === true) flags.set(name, value);
    else wrong.push(`--${flag.trim()}`);
  }
  return {
    links: words.slice(0, linkCount),
    text: words.slice(linkCount).join(' '),
    flags,
    wrong,
  };
}

/** `16:9` as two numbers; square where nothing usable is given. */
export function readRatio(typed: string | undefined): Ratio {
  const [, width, height] = /^(\d+):(\d+)$/.exec(typed ?? '') ?? [];
  const ratio = { width: Number(width), height: Number(height) };
  return ratio.width > 0 && ratio.height > 0 ? ratio : { width: 1, height: 1 };
}

/** The prompt's own ratio; square where it names none. */
export const ratioIn = ({ flags }: EnginePrompt): Ratio => readRatio(flags.get('ar'));

/** The model that the prompt names, else the one that runs without a name. */
export function versionIn({ flags }: EnginePrompt, otherwise: EngineVersion): EngineVersion {
  const niji = flags.get('niji');
  if (niji !== undefined) return `niji${niji || '7'}`;
  const version = flags.get('version');
  return version === undefined ? otherwise : `v${version}`;
}

/** The number of a model: 6.1 of `v6.1`, 7 of `niji7`. */
export const generationOf = (version: EngineVersion): number =>
  Number(version.replace(/^(?:v|niji)/, ''));
