/**
 * Prompts in other people's texts. Vendors quote what they were asked in their errors, cut, in other letters or
 * with other blanks, so that whatever they say is treated as if it did.
 */

/** Fewer words in a row are said by chance. */
const RUN = 3;
/** Scripts without blanks count by the character, everything else by the word. */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]]+/gv;
const HIDDEN = '[prompt]';

/** The text without any three or more words that stand in a row in the prompt; linear in both lengths. */
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

/** Every three words in a row, from each word on that has two after it. */
const runsOf = (words: readonly string[]): readonly string[] =>
  words.slice(RUN - 1).map((_, index) => words.slice(index, index + RUN).join(' '));
