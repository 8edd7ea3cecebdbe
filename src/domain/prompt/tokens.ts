/**
 * Splits a prompt into words. Phones and word processors turn two hyphens into one dash, and copied text contains
 * invisible characters. It relies on the table of parameters to distinguish a dash that begins a parameter from
 * punctuation.
 */
import { parameterNamed } from './flags.ts';

// U+200D is kept: it joins emoji.
const UNSEEN = /[\u200b\u2060\ufeff]/g;
// Hyphen, en dash, em dash, horizontal bar, minus, full-width hyphen.
const DASHES = '[-–—―−－]';
const ODD_START = new RegExp(`^${DASHES}{1,3}(?=([A-Za-z]+))`);
// "a cat,--ar 3:2" is common.
const AFTER_COMMA = new RegExp(`(?<=,)(?=--|${DASHES}{1,3}[A-Za-z])`);
const PARAMETER_CANDIDATE = new RegExp(
  `(?<=^|\\s|,)(?:--|${DASHES}{1,3}(?=[A-Za-z]))[^\\s,]*`,
  'g',
);
const GLUED = new RegExp(`(?<=[^\\s-–—―−－])(?=${DASHES}{1,3}[A-Za-z])`);
const ODD_DASH = /[–—―−－]/;

/** The text without zero-width characters. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');

/** The text with single spaces between words and none around them. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The words of a prompt; a parameter's name always begins with two hyphens, whichever dash was typed. */
export function promptTokens(text: string): readonly string[] {
  const words = withoutUnseen(text).match(/\S+/g) ?? [];
  if (!ODD_DASH.test(text) && !text.includes(',-')) return words;
  return words.flatMap((word) => word.split(AFTER_COMMA)).map(withHyphens);
}

/** The words from the first parameter on: there `16:9--raw` is a value and a parameter. */
export const parameterTokens = (tail: string): readonly string[] =>
  promptTokens(tail).flatMap((word) => (hasGlued(word) ? splitGlued(word) : [word]));

/** Whether the token begins a parameter. */
export const beginsParameter = (token: string): boolean => token.startsWith('--');

/** Whether the text, after a space, would begin a parameter: with two hyphens or another dash. */
export const readsAsParameter = (text: string): boolean => beginsParameter(withHyphens(text));

/** Splits the text before the first parameter. The tokens of both parts are the tokens of the whole. */
export function splitAtParameters(typed: string): { readonly head: string; readonly tail: string } {
  const text = withoutUnseen(typed);
  for (const { 0: word, index } of text.matchAll(PARAMETER_CANDIDATE)) {
    if (beginsParameter(withHyphens(word))) {
      return { head: text.slice(0, index), tail: text.slice(index) };
    }
  }
  return { head: text, tail: '' };
}

/** `—ar` is `--ar`; `—rain` is a word after a dash, and `-ar` may be text too. */
function withHyphens(word: string): string {
  if (word.startsWith('--')) return word;
  const start = ODD_START.exec(word);
  const [dashes = '', name = ''] = start ?? [];
  return dashes === '' || dashes === '-' || parameterNamed(name) === null
    ? word
    : `--${word.slice(dashes.length)}`;
}

// A link may contain hyphens anywhere.
const hasGlued = (word: string): boolean =>
  /^<?https?:/i.test(word) ? false : /[^\s-]--/.test(word) || ODD_DASH.test(word.slice(1));

function splitGlued(word: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of word.split(GLUED)) {
    const part = withHyphens(piece);
    const name = /^--([A-Za-z]+)/.exec(part)?.[1] ?? '';
    if (parts.length === 0 || parameterNamed(name) !== null) parts.push(part);
    else parts.push((parts.pop() ?? '') + piece);
  }
  return parts;
}
