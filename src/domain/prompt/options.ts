import type { CustomOption } from '#domain/member-settings.ts';
import { lengthProblem, PROMPT_LENGTH_MAX } from './check-text.ts';
import { SPELLINGS } from './flags.ts';
import { parsePrompt } from './parse.ts';
import type { PromptProblem } from './problem.ts';
import type { ParsedPrompt } from './prompt.ts';
import { promptTokens } from './tokens.ts';

const NAME = /^[a-z0-9_-]{1,30}$/;
// A character is one or two code units, so what is longer than this is too long however it is counted.
const UNITS_MAX = 2 * PROMPT_LENGTH_MAX;

/** A prompt as it was read, or why it cannot be read at all. */
export type ReadPrompt =
  | { readonly kind: 'read'; readonly parsed: ParsedPrompt }
  | { readonly kind: 'refused'; readonly problem: PromptProblem };

/**
 * Writes a person's own options out and reads the result. A prompt of 6,000 characters may stand for a million
 * once its options are written out: the length is judged here, before anything looks at the words.
 */
export function readPrompt(
  text: string,
  options: readonly CustomOption[],
  parse: (text: string) => ParsedPrompt = parsePrompt,
): ReadPrompt {
  const expanded = expandOptions(text, options);
  const problem = lengthProblem(expanded);
  return problem === null
    ? { kind: 'read', parsed: parse(expanded) }
    : { kind: 'refused', problem };
}

/**
 * Writes a person's own options out: `a cat --mine` becomes `a cat --ar 3:2 --stylize 250`. It stops in the
 * middle once the text is certainly too long for any prompt, so that no text can make it large.
 */
function expandOptions(text: string, options: readonly CustomOption[]): string {
  if (options.length === 0) return text;
  const values = new Map(options.map(({ name, value }) => [`--${name}`, value]));
  const words: string[] = [];
  let units = 0;
  for (const token of promptTokens(text)) {
    const name = token.toLowerCase().replace(/^[–—―−－]{1,2}/, '--');
    const word = values.get(name) ?? token;
    words.push(word);
    units += word.length + 1;
    if (units > UNITS_MAX + 1) break;
  }
  return words.join(' ');
}

/** Why a custom option cannot have that name; null where it can. */
export function optionNameProblem(name: string): PromptProblem | null {
  if (!NAME.test(name)) return { kind: 'option-name-invalid' };
  return SPELLINGS.has(name) ? { kind: 'option-name-taken', name } : null;
}
