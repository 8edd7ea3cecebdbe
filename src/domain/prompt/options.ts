import type { CustomOption } from '#domain/member-settings.ts';
import { lengthProblem, PROMPT_LENGTH_MAX } from './check-text.ts';
import { SPELLINGS } from './flags.ts';
import { parsePrompt } from './parse.ts';
import type { PromptProblem } from './problem.ts';
import type { ParsedPrompt } from './prompt.ts';
import { promptTokens } from './tokens.ts';

const NAME = /^[a-z0-9_-]{1,30}$/;
// A character has one or two code units, so a longer text is certainly too long.
const UNITS_MAX = 2 * PROMPT_LENGTH_MAX;

/** A parsed prompt, or the reason that it cannot be parsed. */
export type ReadPrompt =
  | { readonly kind: 'read'; readonly parsed: ParsedPrompt }
  | { readonly kind: 'refused'; readonly problem: PromptProblem };

/**
 * Expands a person's custom options and parses the result. 6,000 characters may expand to a million, so the length is
 * checked here, before the text is processed.
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
 * Expands custom options: `a cat --mine` becomes `a cat --ar 3:2 --stylize 250`. It stops once the text is certainly
 * too long for any prompt, which bounds its output.
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

/** The problem with a custom option's name; null if it is valid. */
export function optionNameProblem(name: string): PromptProblem | null {
  if (!NAME.test(name)) return { kind: 'option-name-invalid' };
  return SPELLINGS.has(name) ? { kind: 'option-name-taken', name } : null;
}
