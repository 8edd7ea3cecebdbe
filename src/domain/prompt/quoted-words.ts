/**
 * Removes quoted prompts from foreign texts. Vendors quote prompts in their errors, shortened, in different case or
 * with different white space, so every text is treated as if it did.
 */

/** Shorter sequences may coincide by chance. */
const RUN = 3;
/** Scripts without spaces are split by character, all others by word. */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]]+/gv;
const HIDDEN = '[prompt]';

/** The text without any sequence of three or more consecutive words of the prompt; linear in both lengths. */
export function withoutQuotedWords(text: string, prompt: string): string {
  const runs = new Set(runsOf(wordsOf(prompt).map(({ word }) => word)));
  if (runs.size === 0) return text;
  const words = wordsOf(text);
  const quoted = new Set<number>();
  for (const [index, run] of runsOf(words.map(({ word }) => word)).entries()) {
    if (!runs.has(run)) continue;
    for (let offset = 0; offset < RUN; offset += 1) quoted.add(index + offset);
  }
  let clean = '';
  let doneTo = 0;
  let wasQuoted = false;
  for (const [index, { from, to }] of words.entries()) {
    const isQuoted = quoted.has(index);
    if (isQuoted && !wasQuoted) clean += `${text.slice(doneTo, from)}${HIDDEN}`;
    if (isQuoted) doneTo = to;
    wasQuoted = isQuoted;
  }
  return clean + text.slice(doneTo);
}

const wordsOf = (text: string) =>
  [...text.matchAll(WORD)].map((match) => ({
    word: match[0].toLowerCase(),
    from: match.index,
    to: match.index + match[0].length,
  }));

/** All sequences of three consecutive words. */
const runsOf = (words: readonly string[]): readonly string[] =>
  words.slice(RUN - 1).map((_, index) => words.slice(index, index + RUN).join(' '));
