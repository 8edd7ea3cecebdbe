/**
 * Parses a prompt into images, text and parameters. It relies on the table of flags for the number of words of each
 * parameter. It never throws and never drops a word: invalid parts are kept as `unknown` or `misplaced`, for
 * `checkPrompt` to refuse.
 */

import { trimStartOf } from '#domain/trim.ts';
import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { ImagePrompt, Parameter, ParsedPrompt } from './prompt.ts';
import { parseReference } from './reference.ts';
import { beginsParameter, collapsed, parameterTokens, splitAtParameters } from './tokens.ts';
import { gluedValue, nameOf, valuesOf, wordsTaken } from './values.ts';
import { withoutWrapping } from './wrapping.ts';

/** Parses any text; `parsePrompt(formatPrompt(parsed))` equals `parsed`. */
export function parsePrompt(text: string): ParsedPrompt {
  const { head, tail } = splitAtParameters(withoutWrapping(text));
  return parseParts(head, parseParameters(tail));
}

/**
 * `parsePrompt` for the prompts of one batch. Identical trailing parameters are parsed once and shared as the same
 * array.
 */
export function createPromptParser(): (text: string) => ParsedPrompt {
  const known = new Map<string, readonly Parameter[]>();
  return (text) => {
    const { head, tail } = splitAtParameters(withoutWrapping(text));
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
  segments(parameterTokens(tail)).flatMap(parseSegment);

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
  const typed = first.slice(2);
  const glued = nameOf(typed) === null ? gluedValue(typed) : null;
  const name = glued?.name ?? nameOf(typed);
  if (name === null) return [{ kind: 'unknown', raw: segment.join(' ') }];
  const { takes } = FLAGS[name];
  const words = valuesAfter(glued?.value ?? '', rest);
  const taken = wordsTaken(takes, words);
  const known = knownParameter(name, valuesOf(takes, words.slice(0, taken)));
  const left = words.slice(taken).join(' ');
  return left === '' ? [known] : [known, { kind: 'misplaced', text: left }];
}

/** `--ar = 16:9` and `--ar =16:9` are read as `--ar 16:9`. */
function valuesAfter(value: string, rest: readonly string[]): readonly string[] {
  if (value !== '') return [value, ...rest];
  const [first = '', ...others] = rest;
  if (!first.startsWith('=')) return rest;
  const meant = trimStartOf(first, '=');
  return meant === '' ? others : [meant, ...others];
}

function knownParameter(name: ParameterName, values: readonly string[]): Parameter {
  // The older spelling; Midjourney also repeats it as `--raw`.
  if (name === 'style' && values[0]?.toLowerCase() === 'raw') {
    return { kind: 'known', name: 'raw', values: [] };
  }
  return { kind: 'known', name, values };
}
