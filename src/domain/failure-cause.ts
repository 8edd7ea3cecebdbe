import type { Ratio } from './geometry.ts';

/** Why we did not even ask the vendor, or what came of asking, where we know it ourselves and can say it in any language. */
export type FailureCause =
  | { readonly kind: 'picture-missing' }
  | { readonly kind: 'not-a-video' }
  | { readonly kind: 'no-version'; readonly vendorLabel: string }
  | { readonly kind: 'words-missing'; readonly vendorLabel: string }
  | {
      readonly kind: 'words-too-long';
      readonly vendorLabel: string;
      readonly charactersMax: number;
      readonly bytesMax: number;
    }
  /** Pictures of a blend. */
  | {
      readonly kind: 'blend-count';
      readonly vendorLabel: string;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: 'too-many-pictures'; readonly vendorLabel: string; readonly max: number }
  | {
      readonly kind: 'ratio-missing';
      readonly vendorLabel: string;
      readonly ratios: readonly string[];
      readonly ratio: Ratio;
    }
  /** Parameters, as they are typed, that mean nothing there beside the rest of the prompt. */
  | {
      readonly kind: 'parameters-ignored';
      readonly vendorLabel: string;
      readonly parameters: readonly string[];
    }
  /** A parameter's value that lies between two steps of the vendor's, and the step that is nearest. */
  | {
      readonly kind: 'between-steps';
      readonly vendorLabel: string;
      readonly parameter: string;
      readonly step: number;
      readonly value: number;
      readonly nearest: number;
    }
  /** The vendor has it already and made nothing: where it can be seen. */
  | { readonly kind: 'made-before'; readonly link: string }
  /** It was to find words, and found none. */
  | { readonly kind: 'no-words' };
