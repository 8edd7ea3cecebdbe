/** Problems of a prompt as data: the broken rule and its subject. Texts are left to the translation catalogues. */
import type { Ratio } from '#domain/geometry.ts';
import type { Flag, NumberRange, ParameterName } from './flag.ts';
import type { Version } from './version.ts';

/** A suggestion for an unrecognised text. */
export type UnrecognizedAdvice =
  | { readonly kind: 'link-wanted'; readonly parameter: ParameterName; readonly example: string }
  | { readonly kind: 'text-first' }
  | { readonly kind: 'name-after-dashes' }
  | { readonly kind: 'did-you-mean'; readonly parameter: ParameterName };

/** One problem of a prompt; `parameter` is the parameter concerned. */
export type PromptProblem =
  | {
      readonly kind: 'unrecognized';
      /** As typed, in order. */
      readonly typed: readonly string[];
      readonly advice: readonly UnrecognizedAdvice[];
    }
  /** The version does not support the parameter. */
  | { readonly kind: 'incompatible'; readonly parameter: ParameterName; readonly version: Version }
  /** The value is missing. */
  | { readonly kind: 'value-missing'; readonly parameter: ParameterName; readonly example: string }
  /** A number out of range, or not a number; `version` if the range depends on it. */
  | {
      readonly kind: 'out-of-range';
      readonly parameter: ParameterName;
      readonly minimum: number;
      readonly maximum: number;
      readonly version: Version | null;
    }
  /** A fraction where an integer is required. */
  | {
      readonly kind: 'not-whole';
      readonly parameter: ParameterName;
      readonly range: { readonly minimum: number; readonly maximum: number } | null;
    }
  /** A value that is not one of the choices. */
  | {
      readonly kind: 'not-offered';
      readonly parameter: ParameterName;
      readonly choices: readonly string[];
      readonly version: Version | null;
    }
  | { readonly kind: 'not-a-ratio'; readonly parameter: 'ar'; readonly typed: string }
  /** A ratio wider or taller than the version supports. */
  | {
      readonly kind: 'ratio-too-wide';
      readonly parameter: 'ar';
      readonly widest: Ratio;
      readonly version: Version;
    }
  /** A parameter without the one that it requires. */
  | {
      readonly kind: 'requirement-missing';
      readonly parameter: ParameterName;
      readonly required: ParameterName;
    }
  /** Two conflicting parameters; the other one may include its value. */
  | { readonly kind: 'conflicting'; readonly parameter: ParameterName; readonly other: string }
  | { readonly kind: 'repeat-in-relax'; readonly parameter: 'repeat' }
  | { readonly kind: 'too-many-links'; readonly parameter: ParameterName; readonly max: number }
  | { readonly kind: 'code-invalid'; readonly parameter: ParameterName; readonly typed: string }
  | { readonly kind: 'zoom-modal-only'; readonly parameter: ParameterName }
  | { readonly kind: 'text-missing'; readonly parameter: ParameterName }
  | { readonly kind: 'start-image-missing'; readonly parameter: 'video' }
  | { readonly kind: 'turbo-video'; readonly parameter: 'turbo' }
  | { readonly kind: 'suffix-has-text' }
  | { readonly kind: 'too-long'; readonly charactersMax: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'single-image'; readonly version: Version }
  | { readonly kind: 'link-misplaced'; readonly typed: string }
  | { readonly kind: 'space-missing'; readonly parameter: ParameterName }
  /** `-ar 16:9` in the text: reported, although text may begin with a hyphen. */
  | {
      readonly kind: 'single-hyphen';
      readonly parameter: ParameterName;
      /** As typed, with the hyphen. */
      readonly typed: string;
    }
  /** `{red|blue}`; `corrected` has commas. */
  | { readonly kind: 'group-without-commas'; readonly typed: string; readonly corrected: string }
  /** A `{` without its `}`. */
  | { readonly kind: 'brace-unclosed' }
  /** `newest` is the newest model of any that takes them. */
  | { readonly kind: 'multi-prompt'; readonly version: Version; readonly newest: Version }
  | { readonly kind: 'weights-not-whole'; readonly version: Version }
  | { readonly kind: 'weights-not-positive' }
  /** One prompt that would start too many jobs. */
  | { readonly kind: 'too-many-jobs'; readonly jobs: number; readonly max: number }
  | { readonly kind: 'batch-in-relax' }
  /** An edit without instructions. */
  | { readonly kind: 'edit-empty' }
  | { readonly kind: 'edit-links' }
  | { readonly kind: 'edit-batch' }
  /** An invalid name of a custom option. */
  | { readonly kind: 'option-name-invalid' }
  | { readonly kind: 'option-name-taken'; readonly name: string }
  | { readonly kind: 'too-many-options'; readonly max: number };

/** The facts of most problems: the parameter, its definition, and the version. */
export type Complaint = {
  readonly name: ParameterName;
  readonly flag: Flag;
  readonly version: Version;
};

/** A number out of range. The version is only named if the range depends on it. */
export const outOfRange = (
  { name, flag, version }: Complaint,
  { minimum, maximum }: NumberRange,
): PromptProblem => ({
  kind: 'out-of-range',
  parameter: name,
  minimum,
  maximum,
  version: flag.role === undefined ? version : null,
});

/** A value that is not one of the choices. */
export const notOffered = (
  { name, flag, version }: Complaint,
  choices: readonly string[],
): PromptProblem => ({
  kind: 'not-offered',
  parameter: name,
  choices,
  version: flag.role === undefined ? version : null,
});

/** Two conflicting parameters. */
export const conflicting = (parameter: ParameterName, other: string): PromptProblem =>
  parameter === 'repeat' && other === 'relax'
    ? { kind: 'repeat-in-relax', parameter }
    : { kind: 'conflicting', parameter, other };
