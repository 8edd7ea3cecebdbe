/**
 * The words of a prompt as they were meant: telephones and word processors turn two hyphens into one dash, and
 * copied text carries characters that nobody sees. It relies on the table of parameters to tell a dash that
 * begins one from punctuation.
 */
import { parameterNamed } from './flags.ts';

// U+200D stays: it holds emoji together.
const UNSEEN = /[\u200b\u2060\ufeff]/g;
// Hyphen, en dash, em dash, horizontal bar, minus, full-width hyphen.
const DASHES = '[-–—―−－]';
const ODD_START = new RegExp(`^${DASHES}{1,3}(?=([A-Za-z]+))`);
// "a cat,--ar 3:2" is written often enough to be understood.
const AFTER_COMMA = new RegExp(`(?<=,)(?=--|${DASHES}{1,3}[A-Za-z])`);
const PARAMETER_CANDIDATE = new RegExp(
  `(?<=^|\\s|,)(?:--|${DASHES}{1,3}(?=[A-Za-z]))[^\\s,]*`,
  'g',
);
const GLUED = new RegExp(`(?<=[^\\s-–—―−－])(?=${DASHES}{1,3}[A-Za-z])`);
const ODD_DASH = /[–—―−－]/;

/** The text without characters that take no room. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');

/** The text with one blank between its words and none around them. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The words of a prompt; a word that begins a parameter begins with two hyphens, whichever dash was typed. */
export function promptTokens(text: string): readonly string[] {
  const words = withoutUnseen(text).match(/\S+/g) ?? [];
  if (!ODD_DASH.test(text) && !text.includes(',-')) return words;
  return words.flatMap((word) => word.split(AFTER_COMMA)).map(withHyphens);
}

/** The same for what follows the first parameter: there `16:9--raw` is a value and a parameter. */
export const parameterTokens = (tail: string): readonly string[] =>
  promptTokens(tail).flatMap((word) => (hasGlued(word) ? apart(word) : [word]));

/** Whether the token begins a parameter. */
export const beginsParameter = (token: string): boolean => token.startsWith('--');

/** Whether the text, standing behind a blank, would begin a parameter: with two hyphens or another dash. */
export const readsAsParameter = (text: string): boolean => beginsParameter(withHyphens(text));

/** What stands before the first parameter, and all from there on. The tokens of both are those of the whole. */
export function splitAtParameters(typed: string): { readonly head: string; readonly tail: string } {
  const text = withoutUnseen(typed);
  for (const { 0: word, index } of text.matchAll(PARAMETER_CANDIDATE)) {
    if (beginsParameter(withHyphens(word))) {
      return { head: text.slice(0, index), tail: text.slice(index) };
    }
  }
  return { head: text, tail: '' };
}

/** `—ar` is `--ar`; `—rain` is a word after a dash, and `-ar` may be one. */
function withHyphens(word: string): string {
  if (word.startsWith('--')) return word;
  const start = ODD_START.exec(word);
  const [dashes = '', name = ''] = start ?? [];
  return dashes === '' || dashes === '-' || parameterNamed(name) === null
    ? word
    : `--${word.slice(dashes.length)}`;
}

// A link may have hyphens anywhere.
const hasGlued = (word: string): boolean =>
  /^<?https?:/i.test(word) ? false : /[^\s-]--/.test(word) || ODD_DASH.test(word.slice(1));

function apart(word: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of word.split(GLUED)) {
    const part = withHyphens(piece);
    const name = /^--([A-Za-z]+)/.exec(part)?.[1] ?? '';
    if (parts.length === 0 || parameterNamed(name) !== null) parts.push(part);
    else parts.push((parts.pop() ?? '') + piece);
  }
  return parts;
}
