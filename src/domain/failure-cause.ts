import type { Ratio } from './geometry.ts';

/** A translatable cause of a failure: why a request was not sent, or what a reply means. */
export type FailureCause =
  | { readonly kind: 'picture-missing' }
  /** Only the vendor's own link had it, and that has expired. */
  | { readonly kind: 'picture-too-old'; readonly vendorLabel: string }
  | { readonly kind: 'not-a-video' }
  | { readonly kind: 'no-version'; readonly vendorLabel: string }
  | { readonly kind: 'words-missing'; readonly vendorLabel: string }
  | {
      readonly kind: 'words-too-long';
      readonly vendorLabel: string;
      readonly charactersMax: number;
      readonly bytesMax: number;
    }
  /** The number of a blend's pictures. */
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
  /** Parameters, as typed, that do not apply with the rest of the prompt. */
  | {
      readonly kind: 'parameters-ignored';
      readonly vendorLabel: string;
      readonly parameters: readonly string[];
    }
  /** A parameter's value between two of the vendor's steps, and the nearest step. */
  | {
      readonly kind: 'between-steps';
      readonly vendorLabel: string;
      readonly parameter: string;
      readonly step: number;
      readonly value: number;
      readonly nearest: number;
    }
  /** The vendor returned an existing result instead of a new one, at `link`. */
  | { readonly kind: 'made-before'; readonly link: string }
  /** Describe or shorten returned no text. */
  | { readonly kind: 'no-words' };
