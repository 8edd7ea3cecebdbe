/**
 * Normalises the typed value of a parameter: removes quotes and stray punctuation, and writes ratios with a colon. It
 * does not validate: invalid values stay as typed, for the check to refuse.
 */

import { trimEndOf, trimOf, trimStartOf } from '#domain/trim.ts';
import type { ParameterName, ValueKind } from './flag.ts';
import { FLAGS, parameterNamed } from './flags.ts';
import { formatReference, parseReference } from './reference.ts';
import { readsAsParameter } from './tokens.ts';

const QUOTES = `"'\`“”„‘’‚«»`;
/** Quotes, and an equals sign between name and value after a quote. */
const BEFORE_VALUE = `${QUOTES}=`;
/** `--ar 3:2, --v 7.`: punctuation of a sentence, not part of a value. */
const AFTER_VALUE = `${QUOTES},;.!`;
const AROUND_PHRASE = `${QUOTES} \t\n\u00a0\u3000`;
// `16:9`, `16x9`, `16×9`, `16/9`, and with spaces around the sign.
const RATIO = /^(\d{1,6})\s*[:x×/]\s*(\d{1,6})$/i;
const RATIO_WORDS_MAX = 3;
const LINK = /^<?https?:/i;

/** A name and value typed without a space: `--ar16:9`, `--s=50`, `--style:raw`; null for others. */
export function gluedValue(
  word: string,
): { readonly name: ParameterName; readonly value: string } | null {
  const [, letters = '', sign = '', value = ''] = /^([a-z]+)([=:]?)=*(.*)$/is.exec(word) ?? [];
  const name = parameterNamed(letters);
  if (name === null || FLAGS[name].takes === 'nothing') return null;
  return sign !== '' || /^[\d.]/.test(value) ? { name, value } : null;
}

/** The parameter of a name, ignoring trailing punctuation. */
export const nameOf = (word: string): ParameterName | null =>
  parameterNamed(trimEndOf(word, ',;.'));

/** The number of following words that belong to the parameter. */
export function wordsTaken(takes: ValueKind, words: readonly string[]): number {
  const [first = ''] = words;
  switch (takes) {
    case 'nothing':
      return 0;
    case 'integer':
    case 'decimal':
    case 'choice':
    case 'version':
      return Math.min(1, words.length);
    case 'ratio':
      return ratioWords(words);
    case 'number-if-any':
      return /^[\d.]+$/.test(plainValue(first)) ? 1 : 0;
    case 'link':
      return referenceIn(first)?.kind === 'link' ? 1 : 0;
    case 'links':
      return leadingCount(words, (word) => referenceIn(word)?.kind === 'link');
    case 'references':
      return leadingCount(words, (word) => referenceIn(word) !== null);
    case 'words':
    case 'codes':
      return words.length;
    default:
      return takes satisfies never;
  }
}

/** The values in those words. */
export function valuesOf(takes: ValueKind, words: readonly string[]): readonly string[] {
  switch (takes) {
    case 'words':
      return phrasesOf(words)
        .map((phrase) => valueIn(phrase.trim(), trimOf(phrase, AROUND_PHRASE)))
        .filter((phrase) => phrase !== '');
    case 'link':
    case 'links':
    case 'references':
      return words.map((word) => {
        const reference = referenceIn(word);
        return reference === null ? word : formatReference(reference);
      });
    case 'ratio':
      return words.length === 0 ? [] : [ratioValue(words)];
    case 'version':
      return words.map((word) => plainValue(word).replace(/^v(?=\d)/i, ''));
    default:
      return words.map(plainValue);
  }
}

/** The words joined up to each comma; a comma inside a link belongs to the link. */
function phrasesOf(words: readonly string[]): readonly string[] {
  const ended: string[] = [];
  let open = '';
  for (const word of words) {
    const [first = '', ...others] = splitAtCommas(word);
    open = `${open} ${first}`;
    for (const other of others) {
      ended.push(open);
      open = other;
    }
  }
  return [...ended, open];
}

function splitAtCommas(word: string): readonly string[] {
  if (!LINK.test(word)) return word.split(',');
  const link = trimEndOf(word, `,${QUOTES}`);
  return word.includes(',', link.length) ? [link, ''] : [link];
}

// Full-width digits and colon of Chinese or Japanese keyboards, each at the same offset from ASCII.
const FULL_WIDTH = /[\uff10-\uff1a]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

function plainValue(word: string): string {
  const plain = word.replace(FULL_WIDTH, (sign) =>
    String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET),
  );
  return valueIn(word, trimStartOf(trimEndOf(plain, AFTER_VALUE), BEFORE_VALUE));
}

/** The value without quotes; a quote is kept if the rest would be parsed as the next parameter. */
const valueIn = (typed: string, trimmed: string): string =>
  trimmed === '' || readsAsParameter(trimmed) ? typed : trimmed;

const referenceIn = (word: string) => parseReference(word) ?? parseReference(trimOf(word, QUOTES));

const ratioIn = (words: readonly string[]): string | null => {
  const [, width, height] = RATIO.exec(plainValue(words.join(' '))) ?? [];
  return width === undefined || height === undefined ? null : `${width}:${height}`;
};

function ratioWords(words: readonly string[]): number {
  for (let count = RATIO_WORDS_MAX; count > 1; count -= 1) {
    if (words.length >= count && ratioIn(words.slice(0, count)) !== null) return count;
  }
  return Math.min(1, words.length);
}

const ratioValue = (words: readonly string[]): string =>
  ratioIn(words) ?? plainValue(words.join(' '));

function leadingCount(words: readonly string[], fits: (word: string) => boolean): number {
  const end = words.findIndex((word) => !fits(word));
  return end === -1 ? words.length : end;
}
