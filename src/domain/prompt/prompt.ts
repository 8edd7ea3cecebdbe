import type { ParameterName } from './flag.ts';

/** A picture at the head of a prompt; weight null is Midjourney's plain 1. */
export type ImagePrompt = { readonly url: string; readonly weight: number | null };

/** One thing that stands after the prompt's text, in the order written. */
export type Parameter =
  /**
   * The values as typed, cleaned of brackets and commas: none for a bare flag, one for a number, the phrases
   * of `--no`, the links and codes (`https://a.b/c.png::2`) of a reference. Unchecked: `checkPrompt` judges them.
   */
  | {
      readonly kind: 'known';
      readonly name: ParameterName;
      readonly values: readonly string[];
    }
  /** A name nobody knows with all that followed it: `--foo 1 2`. */
  | { readonly kind: 'unknown'; readonly raw: string }
  /** Words left over after a parameter had its value. */
  | { readonly kind: 'misplaced'; readonly text: string };

/** A known parameter, for those who have already sorted out the rest. */
export type KnownParameter = Extract<Parameter, { readonly kind: 'known' }>;

/** A prompt taken apart. Nothing of what was typed is missing but white space, brackets and commas around values. */
export type ParsedPrompt = {
  readonly imageUrls: readonly ImagePrompt[];
  /** What to paint, white space collapsed, `::` weights still inside. */
  readonly text: string;
  readonly parameters: readonly Parameter[];
};
