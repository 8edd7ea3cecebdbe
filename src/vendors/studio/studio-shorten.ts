/**
 * A prompt made shorter without understanding it: stop words are removed first, then the words with the lowest weight.
 * Weights follow a simple rule: long and early words count for more, stop words for almost nothing.
 */

import { formatPrompt } from '#domain/prompt/format.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import type { Token } from '#domain/result.ts';

const FILLERS = new Set(
  (
    'a an and are as at be been being but by can could do for from had has have in into is it its just like ' +
    'made more most much my of on one or our out over own please quite rather really same she he so some such ' +
    'than that the their them then there these they this those through to too under up upon us very was we were ' +
    'what when where which while who will with within would you your highly extremely incredibly absolutely ' +
    'beautiful stunning amazing best quality ultra super detailed masterpiece trending'
  ).split(' '),
);
const FILLER_WEIGHT = 0.05;
/** The share of significant words kept, from the longest suggestion to the shortest. */
const KEPT_SHARES = [1, 0.8, 0.6, 0.4, 0.2];

/** Up to five shorter prompts, and the weight of each word. */
export function shortenPrompt(parsed: ParsedPrompt): {
  readonly texts: readonly string[];
  readonly tokens: readonly Token[];
} {
  const words = parsed.text.split(/[\s,;.!?]+/).filter((word) => word !== '');
  const tokens = words.map((text, place) => ({ text, weight: weightOf(text, place, words) }));
  const counting = tokens
    .map((token, place) => ({ ...token, place }))
    .filter(({ weight }) => weight > FILLER_WEIGHT)
    .toSorted((one, other) => other.weight - one.weight);
  const ranked =
    counting.length > 0 ? counting : tokens.map((token, place) => ({ ...token, place }));
  const texts = KEPT_SHARES.map((share) =>
    ranked
      .slice(0, Math.max(1, Math.ceil(ranked.length * share)))
      .toSorted((one, other) => one.place - other.place)
      .map(({ text }) => text)
      .join(' '),
  );
  return {
    texts: [...new Set(texts)]
      .filter((text) => text !== '')
      .map((text) => formatPrompt({ ...parsed, text })),
    tokens: tokens.filter(
      ({ text }, place) => words.findIndex((word) => isSame(word, text)) === place,
    ),
  };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function weightOf(text: string, place: number, words: readonly string[]): number {
  if (FILLERS.has(text.toLowerCase())) return FILLER_WEIGHT;
  const length = Math.min(1, text.length / 9);
  const early = 1 - place / Math.max(1, words.length);
  return Math.round(Math.min(1, 0.15 + 0.5 * length + 0.35 * early) * 100) / 100;
}
