/**
 * Prompts derived from prompts: follow-ups change a ratio, settings add defaults. Every function returns a new value.
 * None validates; `checkPrompt` does.
 */

import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { KnownParameter, Parameter, ParsedPrompt } from './prompt.ts';
import { knownParameters } from './read.ts';

// Mutually exclusive parameters: a written one overrides a default of the other.
const EXCLUSIVE: readonly (readonly ParameterName[])[] = [
  ['version', 'niji'],
  ['fast', 'relax', 'turbo'],
  ['stealth', 'public'],
  ['hd', 'sd'],
];

/** The prompt with that parameter at the end, replacing any of the same name. */
export const withParameter = (
  parsed: ParsedPrompt,
  name: ParameterName,
  values: readonly string[] = [],
): ParsedPrompt => {
  const others = withoutParameters(parsed, [name]);
  return { ...others, parameters: [...others.parameters, { kind: 'known', name, values }] };
};

/** The prompt without the named parameters. Stray words stay where they are. */
export const withoutParameters = (
  parsed: ParsedPrompt,
  names: readonly ParameterName[],
): ParsedPrompt => ({
  ...parsed,
  parameters: parsed.parameters.filter(
    (parameter) => parameter.kind !== 'known' || !names.includes(parameter.name),
  ),
});

/** Parameters of the job (speed, visibility, repetition), not of its picture. */
export const JOB_PARAMETERS: readonly ParameterName[] = [
  ...(['fast', 'relax', 'turbo', 'stealth', 'public', 'repeat'] as const),
];

/** The prompt without job parameters: vendors would apply them twice or refuse them. */
export const withoutJobParameters = (parsed: ParsedPrompt): ParsedPrompt =>
  withoutParameters(parsed, JOB_PARAMETERS);

/** The prompt with another text. */
export const withText = (parsed: ParsedPrompt, text: string): ParsedPrompt => ({ ...parsed, text });

/** The prompt with the default parameters appended, except those that it already sets. */
export function withDefaults(parsed: ParsedPrompt, defaults: readonly Parameter[]): ParsedPrompt {
  const settled = new Set(knownParameters(parsed).flatMap(({ name }) => exclusiveWith(name)));
  const added = defaults.filter(
    (parameter) => parameter.kind !== 'known' || !settled.has(parameter.name),
  );
  return { ...parsed, parameters: [...parsed.parameters, ...added] };
}

/** The prompt without repeated parameters: the last one is kept, and cumulative ones are merged. */
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

const exclusiveWith = (name: ParameterName): readonly ParameterName[] =>
  EXCLUSIVE.find((group) => group.includes(name)) ?? [name];
