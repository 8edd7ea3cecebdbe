/**
 * Takes a prompt apart into images, text and parameters. It relies on the table of flags for how many words
 * each parameter takes. It never throws and never drops a word: what makes no sense stays in view as `unknown`
 * or `misplaced`, for `checkPrompt` to refuse.
 */

import type { ParameterName, ValueKind } from './flag.ts';
import { FLAGS, parameterNamed } from './flags.ts';
import type { ImagePrompt, Parameter, ParsedPrompt } from './prompt.ts';
import { formatReference, parseReference } from './reference.ts';
import { beginsParameter, collapsed, promptTokens, splitAtParameters } from './tokens.ts';

/** Reads any text; `parsePrompt(formatPrompt(parsed))` is `parsed` again. */
export function parsePrompt(text: string): ParsedPrompt {
  const { head, tail } = splitAtParameters(text);
  return parseParts(head, parseParameters(tail));
}

/**
 * `parsePrompt` for the prompts of one batch. Parameters that several of them end with are read once, and
 * all of those have the same array of them.
 */
export function createPromptParser(): (text: string) => ParsedPrompt {
  const known = new Map<string, readonly Parameter[]>();
  return (text) => {
    const { head, tail } = splitAtParameters(text);
    const parameters = known.get(tail) ?? parseParameters(tail);
    known.set(tail, parameters);
    return parseParts(head, parameters);
  };
}

function parseParts(head: string, parameters: readonly Parameter[]): ParsedPrompt {
  const words = collapsed(head);
  const imageUrls: ImagePrompt[] = [];
  let from = 0;
  while (from < words.length) {
    const blank = words.indexOf(' ', from);
    const end = blank === -1 ? words.length : blank;
    const reference = parseReference(words.slice(from, end));
    if (reference?.kind !== 'link') break;
    imageUrls.push({ url: reference.target, weight: reference.weight });
    from = end + 1;
  }
  return { imageUrls, text: words.slice(from), parameters };
}

const parseParameters = (tail: string): readonly Parameter[] =>
  segments(promptTokens(tail)).flatMap(parseSegment);

function segments(tokens: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const token of tokens) {
    if (beginsParameter(token)) found.push([token]);
    else found.at(-1)?.push(token);
  }
  return found;
}

function parseSegment(segment: readonly string[]): readonly Parameter[] {
  const [first = '', ...rest] = segment;
  const name = parameterNamed(first.slice(2));
  if (name === null) return [{ kind: 'unknown', raw: segment.join(' ') }];
  const taken = wordsTaken(FLAGS[name].takes, rest);
  const known = knownParameter(name, rest.slice(0, taken));
  const left = rest.slice(taken).join(' ');
  return left === '' ? [known] : [known, { kind: 'misplaced', text: left }];
}

function knownParameter(name: ParameterName, words: readonly string[]): Parameter {
  const values = valuesOf(FLAGS[name].takes, words);
  // The older spelling of the same wish; Midjourney too repeats it as `--raw`.
  if (name === 'style' && values[0]?.toLowerCase() === 'raw') {
    return { kind: 'known', name: 'raw', values: [] };
  }
  return { kind: 'known', name, values };
}

function wordsTaken(takes: ValueKind, words: readonly string[]): number {
  switch (takes) {
    case 'nothing':
      return 0;
    case 'integer':
    case 'decimal':
    case 'ratio':
    case 'choice':
    case 'version':
      return Math.min(1, words.length);
    case 'number-if-any':
      return /^[\d.]+$/.test(words[0] ?? '') ? 1 : 0;
    case 'link':
      return parseReference(words[0] ?? '')?.kind === 'link' ? 1 : 0;
    case 'links':
      return leadingCount(words, (word) => parseReference(word)?.kind === 'link');
    case 'references':
      return leadingCount(words, (word) => parseReference(word) !== null);
    case 'words':
    case 'codes':
      return words.length;
    default:
      return takes satisfies never;
  }
}

function leadingCount(words: readonly string[], fits: (word: string) => boolean): number {
  const end = words.findIndex((word) => !fits(word));
  return end === -1 ? words.length : end;
}

function valuesOf(takes: ValueKind, words: readonly string[]): readonly string[] {
  switch (takes) {
    case 'words':
      return words
        .join(' ')
        .split(',')
        .map((phrase) => phrase.trim())
        .filter((phrase) => phrase !== '');
    case 'link':
    case 'links':
    case 'references':
      return words.map((word) => {
        const reference = parseReference(word);
        return reference === null ? word : formatReference(reference);
      });
    default:
      // "--ar 3:2, --v 7": the comma ends a phrase of people, not a value.
      return words.map((word) => word.replace(/(?<=[^,]),+$/, ''));
  }
}
