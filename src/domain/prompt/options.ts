import type { CustomOption } from '#domain/member-settings.ts';
import { SPELLINGS } from './flags.ts';
import type { PromptProblem } from './problem.ts';
import { promptTokens } from './tokens.ts';

const NAME = /^[a-z0-9_-]{1,30}$/;

/** Writes a person's own options out: `a cat --mine` becomes `a cat --ar 3:2 --stylize 250`. */
export function expandOptions(text: string, options: readonly CustomOption[]): string {
  if (options.length === 0) return text;
  const values = new Map(options.map(({ name, value }) => [`--${name}`, value]));
  return promptTokens(text)
    .map((token) => values.get(token.toLowerCase()) ?? token)
    .join(' ');
}

/** Why a custom option cannot have that name; null where it can. */
export function optionNameProblem(name: string): PromptProblem | null {
  if (!NAME.test(name)) return { kind: 'option-name-invalid' };
  return SPELLINGS.has(name) ? { kind: 'option-name-taken', name } : null;
}
