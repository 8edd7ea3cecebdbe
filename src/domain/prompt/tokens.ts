// Telephones turn two hyphens into one em dash. Alone, or before a blank, it is punctuation.
const PARAMETER_START = /^(?:--|—(?=[A-Za-z]))/;
// "a cat,--ar 3:2" is written often enough to be understood.
const AFTER_COMMA = /(?<=,)(?=--|—[A-Za-z])/;
const FIRST_PARAMETER = /(?<=^|\s|,)(?:--|—(?=[A-Za-z]))/;

/** The words of a prompt; a word that begins a parameter begins with two hyphens, whichever dash was typed. */
export function promptTokens(text: string): readonly string[] {
  const words = text.match(/\S+/g) ?? [];
  if (!text.includes('—') && !text.includes(',--')) return words;
  return words
    .flatMap((word) => word.split(AFTER_COMMA))
    .map((word) => word.replace(PARAMETER_START, '--'));
}

/** The text with one blank between its words and none around them. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Whether the token begins a parameter. */
export const beginsParameter = (token: string): boolean => token.startsWith('--');

/** What stands before the first parameter, and all from there on. The tokens of both are those of the whole. */
export function splitAtParameters(text: string): { readonly head: string; readonly tail: string } {
  const place = text.search(FIRST_PARAMETER);
  return place === -1
    ? { head: text, tail: '' }
    : { head: text.slice(0, place), tail: text.slice(place) };
}
