/**
 * APIXO renamed its fields twice and does not say which names are live. C is what its newest page
 * prints, B the one before. One setting chooses all names together: never both spellings of one.
 */
import type { ParameterName } from '#domain/prompt/flag.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';

export type ApixoDialect = 'C' | 'B';

/** The names of one dialect, and the limits that came with them. */
export type DialectNames = {
  readonly ratio: string;
  readonly numbers: readonly (readonly [parameter: ParameterName, field: string])[];
  readonly edit: string;
  /** Whether a grid can be made again by its task. */
  readonly hasReroll: boolean;
  /** Drafts are a speed of V7 there. */
  readonly hasDraft: boolean;
  readonly imageUrlsMax: number;
  readonly promptBytesMax: number;
  readonly version: (version: Version) => string;
};

const niji = (version: Version): string => `niji ${versionNumber(version)}`;

export const DIALECTS: { readonly [dialect in ApixoDialect]: DialectNames } = {
  C: {
    ratio: 'aspect_ratio',
    numbers: [
      ['chaos', 'variety'],
      ['stylize', 'stylization'],
      ['weird', 'weirdness'],
    ],
    edit: 'image-edit',
    hasReroll: true,
    hasDraft: true,
    imageUrlsMax: 20,
    promptBytesMax: 7500,
    version: (version) => (isNiji(version) ? niji(version) : versionNumber(version)),
  },
  B: {
    ratio: 'aspect',
    numbers: [
      ['chaos', 'chaos'],
      ['stylize', 'stylize'],
      ['weird', 'weird'],
    ],
    edit: 'upload-paint',
    hasReroll: false,
    hasDraft: false,
    // One is taken by every route behind it, two by some.
    imageUrlsMax: 2,
    promptBytesMax: 6000,
    version: (version) => (isNiji(version) ? niji(version) : version),
  },
};

/** Shapes it paints; it has no others. */
export const RATIOS: readonly string[] = [
  ...['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '5:6', '6:5', '9:16', '16:9'],
];

export const APIXO_VERSIONS: readonly Version[] = ['v6', 'v6.1', 'v7', 'niji6', 'niji7'];

export const PROMPT_CHARACTERS_MAX = 2000;
