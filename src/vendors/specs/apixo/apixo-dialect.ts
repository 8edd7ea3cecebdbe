/**
 * APIXO renamed its fields twice and does not say which names are live. C is what its newest pages print, B
 * what its public page does. All names of a request are of one dialect: never both spellings of one field.
 */
import type { ParameterName } from '#domain/prompt/flag.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';

/** The two spellings of APIXO's fields, by what its pages call them. */
export type ApixoDialect = 'C' | 'B';

/** The names of one dialect, and the limits that came with them. */
export type DialectNames = {
  readonly ratio: string;
  readonly numbers: readonly (readonly [parameter: ParameterName, field: string])[];
  readonly edit: string;
  /** Its edits repaint what a mask says, and nothing without one. */
  readonly editNeedsMask: boolean;
  /** Whether a grid can be made again by its task. */
  readonly hasReroll: boolean;
  /** Drafts are a speed of V7 there. */
  readonly hasDraft: boolean;
  readonly imageUrlsMax: number;
  readonly promptBytesMax: number;
  readonly version: (version: Version) => string;
};

const niji = (version: Version): string => `niji ${versionNumber(version)}`;

/** The names and limits of both. */
export const DIALECTS: { readonly [dialect in ApixoDialect]: DialectNames } = {
  C: {
    ratio: 'aspect_ratio',
    numbers: [
      ['chaos', 'variety'],
      ['stylize', 'stylization'],
      ['weird', 'weirdness'],
    ],
    edit: 'image-edit',
    editNeedsMask: false,
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
    editNeedsMask: true,
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

/** The versions that its pages name. */
export const APIXO_VERSIONS: readonly Version[] = ['v6', 'v6.1', 'v7', 'niji6', 'niji7'];

/** The longest prompt that it takes (its pages). */
export const PROMPT_CHARACTERS_MAX = 2000;

/** What is known of the service's names, and what is found out as it answers. */
export type DialectChoice = {
  /** What the service turned out to speak, or was said to; null while nobody knows. */
  readonly learned: ApixoDialect | null;
  /** Whether the other names may be tried. */
  readonly isOpen: boolean;
  /** The service took these names after it had refused the others. */
  accepted(dialect: ApixoDialect): void;
  /** A result shows that the service did not heed these names: the others are next, unless they did no better. */
  ignored(dialect: ApixoDialect): void;
};

/** The one to try when this one was refused. */
export const otherDialect = (dialect: ApixoDialect): ApixoDialect => (dialect === 'C' ? 'B' : 'C');

/** The choice as it was set: one dialect for good, or whatever turns out to be right. */
export function createDialectChoice(setting: 'auto' | ApixoDialect): DialectChoice {
  const isOpen = setting === 'auto';
  let learned = isOpen ? null : setting;
  /** Refused, or shown to be ignored. */
  const unfit = new Set<ApixoDialect>();
  return {
    get learned() {
      return learned;
    },
    isOpen,
    accepted(dialect) {
      learned = dialect;
      unfit.delete(dialect);
      unfit.add(otherDialect(dialect));
    },
    ignored(dialect) {
      unfit.add(dialect);
      const other = otherDialect(dialect);
      if (isOpen && !unfit.has(other)) learned = other;
    },
  };
}
