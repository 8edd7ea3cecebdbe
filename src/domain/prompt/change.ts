/**
 * Prompts derived from prompts: follow-ups change a ratio, settings add what the member did not write.
 * Every function returns a new value. None checks anything; that is `checkPrompt`'s business.
 */

import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { KnownParameter, Parameter, ParsedPrompt } from './prompt.ts';
import { knownParameters } from './read.ts';

// Parameters that answer the same question: writing one of them settles it against a default for the other.
const RIVALS: readonly (readonly ParameterName[])[] = [
  ['version', 'niji'],
  ['fast', 'relax', 'turbo'],
  ['stealth', 'public'],
  ['hd', 'sd'],
];

/** The prompt with that parameter, in place of any of the same name, at the end. */
export const withParameter = (
  parsed: ParsedPrompt,
  name: ParameterName,
  values: readonly string[] = [],
): ParsedPrompt => {
  const others = withoutParameters(parsed, [name]);
  return { ...others, parameters: [...others.parameters, { kind: 'known', name, values }] };
};

/** The prompt without the named parameters. Leftover words stay where they are. */
export const withoutParameters = (
  parsed: ParsedPrompt,
  names: readonly ParameterName[],
): ParsedPrompt => ({
  ...parsed,
  parameters: parsed.parameters.filter(
    (parameter) => parameter.kind !== 'known' || !names.includes(parameter.name),
  ),
});

/** How a job runs, who sees it and how many there are: facts of the job and not of its picture. */
export const JOB_PARAMETERS: readonly ParameterName[] = [
  ...(['fast', 'relax', 'turbo', 'stealth', 'public', 'repeat'] as const),
];

/** The prompt without them: vendors would obey them twice or refuse them. */
export const withoutJobParameters = (parsed: ParsedPrompt): ParsedPrompt =>
  withoutParameters(parsed, JOB_PARAMETERS);

/** The prompt with another text. */
export const withText = (parsed: ParsedPrompt, text: string): ParsedPrompt => ({ ...parsed, text });

/** The prompt with a suffix's parameters added at the end, save those the prompt itself already settles. */
export function withDefaults(parsed: ParsedPrompt, defaults: readonly Parameter[]): ParsedPrompt {
  const settled = new Set(knownParameters(parsed).flatMap(({ name }) => rivalsOf(name)));
  const added = defaults.filter(
    (parameter) => parameter.kind !== 'known' || !settled.has(parameter.name),
  );
  return { ...parsed, parameters: [...parsed.parameters, ...added] };
}

/** The prompt with the earlier of two same parameters gone, and those that add up gathered into one. */
export function withoutRepetition(parsed: ParsedPrompt): ParsedPrompt {
  const last = new Map<ParameterName, KnownParameter>();
  const gathered = new Map<ParameterName, string[]>();
  for (const parameter of knownParameters(parsed)) {
    const { name, values } = parameter;
    last.set(name, parameter);
    if (FLAGS[name].repeatable !== true) continue;
    const before = gathered.get(name);
    if (before === undefined) gathered.set(name, [...values]);
    else before.push(...values);
  }
  const parameters = parsed.parameters.flatMap((parameter): readonly Parameter[] => {
    if (parameter.kind !== 'known') return [parameter];
    if (last.get(parameter.name) !== parameter) return [];
    return [{ ...parameter, values: gathered.get(parameter.name) ?? parameter.values }];
  });
  return { ...parsed, parameters };
}

const rivalsOf = (name: ParameterName): readonly ParameterName[] =>
  RIVALS.find((rivals) => rivals.includes(name)) ?? [name];
