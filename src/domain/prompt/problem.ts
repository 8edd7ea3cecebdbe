/**
 * What can be wrong with a prompt, as data: which rule was broken and by what. Relies on the checks for whether
 * it was. It never puts anything into words: those are the person's language's.
 */
import type { Ratio } from '#domain/geometry.ts';
import type { Flag, NumberRange, ParameterName } from './flag.ts';
import type { Version } from './version.ts';

/** What might help with what was not recognized. */
export type UnrecognizedAdvice =
  | { readonly kind: 'link-wanted'; readonly parameter: ParameterName; readonly example: string }
  | { readonly kind: 'text-first' }
  | { readonly kind: 'name-after-dashes' }
  | { readonly kind: 'did-you-mean'; readonly parameter: ParameterName };

/** One reason to refuse a prompt; `parameter` is the name it is about. */
export type PromptProblem =
  | {
      readonly kind: 'unrecognized';
      /** As typed, in the order of the prompt. */
      readonly typed: readonly string[];
      readonly advice: readonly UnrecognizedAdvice[];
    }
  /** The parameter exists, but not in that model. */
  | { readonly kind: 'incompatible'; readonly parameter: ParameterName; readonly version: Version }
  /** A value had to follow and none did. */
  | { readonly kind: 'value-missing'; readonly parameter: ParameterName; readonly example: string }
  /** A number outside its range, or no number at all; `version` where the range differs by model. */
  | {
      readonly kind: 'out-of-range';
      readonly parameter: ParameterName;
      readonly minimum: number;
      readonly maximum: number;
      readonly version: Version | null;
    }
  /** A number with a fraction where only whole ones go. */
  | {
      readonly kind: 'not-whole';
      readonly parameter: ParameterName;
      readonly range: { readonly minimum: number; readonly maximum: number } | null;
    }
  /** A word that is not among those listed. */
  | {
      readonly kind: 'not-offered';
      readonly parameter: ParameterName;
      readonly choices: readonly string[];
      readonly version: Version | null;
    }
  | { readonly kind: 'not-a-ratio'; readonly parameter: 'ar'; readonly typed: string }
  /** A ratio wider or taller than the model paints. */
  | {
      readonly kind: 'ratio-too-wide';
      readonly parameter: 'ar';
      readonly widest: Ratio;
      readonly version: Version;
    }
  /** Half of a pair. */
  | {
      readonly kind: 'requirement-missing';
      readonly parameter: ParameterName;
      readonly required: ParameterName;
    }
  /** Two that exclude each other; the other one may carry its value. */
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
  /** `-ar 16:9` among the words: asked about, since a word may begin with a hyphen. */
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
  /** One prompt that would start more jobs than there may be. */
  | { readonly kind: 'too-many-jobs'; readonly jobs: number; readonly max: number }
  | { readonly kind: 'batch-in-relax' }
  /** About what a person's own picture is to become. */
  | { readonly kind: 'edit-empty' }
  | { readonly kind: 'edit-links' }
  | { readonly kind: 'edit-batch' }
  /** About a person's own options. */
  | { readonly kind: 'option-name-invalid' }
  | { readonly kind: 'option-name-taken'; readonly name: string }
  | { readonly kind: 'too-many-options'; readonly max: number };

/** What most complaints need: which parameter, what the table says of it, the model it would run on. */
export type Complaint = {
  readonly name: ParameterName;
  readonly flag: Flag;
  readonly version: Version;
};

/** A number outside its range. Where that is the same in every model, naming one would only mislead. */
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

/** A word that is not among those listed. */
export const notOffered = (
  { name, flag, version }: Complaint,
  choices: readonly string[],
): PromptProblem => ({
  kind: 'not-offered',
  parameter: name,
  choices,
  version: flag.role === undefined ? version : null,
});

/** Two that exclude each other. */
export const conflicting = (parameter: ParameterName, other: string): PromptProblem =>
  parameter === 'repeat' && other === 'relax'
    ? { kind: 'repeat-in-relax', parameter }
    : { kind: 'conflicting', parameter, other };
