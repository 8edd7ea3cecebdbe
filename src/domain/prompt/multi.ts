/** One part of `a cat:: a dog::2`. */
export type WeightedText = { readonly text: string; readonly weight: number };

// The number directly follows the colons and ends at the word's end; the `3d` of `scene::3d render` is text.
const SEPARATOR = /::(?:(-?(?:\d+(?:\.\d+)?|\.\d+))(?=\s|$))?/g;

/** The parts with their weights, 1 by default; a text without `::` is one part. */
export function parseMultiPrompt(text: string): readonly WeightedText[] {
  const parts: WeightedText[] = [];
  let from = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    const weight = match[1] === undefined ? 1 : Number(match[1]) + 0;
    parts.push({ text: text.slice(from, match.index).trim(), weight });
    from = match.index + match[0].length;
  }
  parts.push({ text: text.slice(from).trim(), weight: 1 });
  return parts.filter((part) => part.text !== '');
}

/** Whether the text has weights or several parts. */
export const isMultiPrompt = (text: string): boolean =>
  parseMultiPrompt(text).length > 1 || parseMultiPrompt(text).some(({ weight }) => weight !== 1);

/** Midjourney refuses a sum of zero or less. */
export const sumOfWeights = (parts: readonly WeightedText[]): number =>
  parts.reduce((sum, { weight }) => sum + weight, 0);
