/**
 * APIXO renamed its fields twice and does not document which names are live. C are the names of its newest pages, B
 * those of its public page. All names of a request come from one dialect: never both spellings of one field.
 */
import type { ParameterName } from '#domain/prompt/flag.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';

/** The two sets of APIXO's field names. */
export type ApixoDialect = 'C' | 'B';

/** The names and limits of one dialect. */
export type DialectNames = {
  readonly ratio: string;
  readonly numbers: readonly (readonly [parameter: ParameterName, field: string])[];
  readonly edit: string;
  /** Its edits require a mask. */
  readonly editNeedsMask: boolean;
  /** Whether a grid can be rerolled by its task id. */
  readonly hasReroll: boolean;
  /** Drafts are a speed of V7 there. */
  readonly hasDraft: boolean;
  readonly imageUrlsMax: number;
  readonly promptBytesMax: number;
  readonly version: (version: Version) => string;
};

const niji = (version: Version): string => `niji ${versionNumber(version)}`;

/** The names and limits of both dialects. */
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
    // Every upstream route takes one, some take two.
    imageUrlsMax: 2,
    promptBytesMax: 6000,
    version: (version) => (isNiji(version) ? niji(version) : version),
  },
};

/** All supported ratios. */
export const RATIOS: readonly string[] = [
  ...['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '5:6', '6:5', '9:16', '16:9'],
];

/** The documented versions. */
export const APIXO_VERSIONS: readonly Version[] = ['v6', 'v6.1', 'v7', 'niji6', 'niji7'];

/** The documented maximum prompt length. */
export const PROMPT_CHARACTERS_MAX = 2000;

/** The known dialect of the service, learned from its replies. */
export type DialectChoice = {
  /** The learned or configured dialect; null while unknown. */
  readonly learned: ApixoDialect | null;
  /** Whether the other dialect may be tried. */
  readonly isOpen: boolean;
  /** The service accepted these names after it had refused the others. */
  accepted(dialect: ApixoDialect): void;
  /** A result shows that the service ignored these names: the others are tried next, unless they failed too. */
  ignored(dialect: ApixoDialect): void;
};

/** The dialect to try after this one was refused. */
export const otherDialect = (dialect: ApixoDialect): ApixoDialect => (dialect === 'C' ? 'B' : 'C');

/** The configured choice: one fixed dialect, or the one that proves right. */
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
