import type { ParameterName } from './flag.ts';

/** A picture at the start of a prompt; weight null means Midjourney's default of 1. */
export type ImagePrompt = { readonly url: string; readonly weight: number | null };

/** One parameter after the prompt's text, in order. */
export type Parameter =
  /**
   * The values as typed, without brackets and commas: none for a bare flag, one for a number, the phrases of `--no`,
   * the links and codes (`https://a.b/c.png::2`) of a reference. Not validated; `checkPrompt` does that.
   */
  | {
      readonly kind: 'known';
      readonly name: ParameterName;
      readonly values: readonly string[];
    }
  /** An unknown name with everything after it: `--foo 1 2`. */
  | { readonly kind: 'unknown'; readonly raw: string }
  /** Stray words after a parameter's value. */
  | { readonly kind: 'misplaced'; readonly text: string };

/** A known parameter. */
export type KnownParameter = Extract<Parameter, { readonly kind: 'known' }>;

/** A parsed prompt. It is lossless except for white space, brackets and commas around values. */
export type ParsedPrompt = {
  readonly imageUrls: readonly ImagePrompt[];
  /** The text with white space collapsed, including `::` weights. */
  readonly text: string;
  readonly parameters: readonly Parameter[];
};
