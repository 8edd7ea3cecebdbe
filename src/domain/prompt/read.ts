/**
 * Accessors of a parsed prompt. The last one of repeated parameters counts, except for cumulative ones (`--no`,
 * references). Invalid values read as absent; only `checkPrompt` reports them.
 */
import type { Ratio } from '#domain/geometry.ts';
import type { Speed } from '#domain/speed.ts';
import { parseAspectRatio, SQUARE } from './aspect.ts';
import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { KnownParameter, ParsedPrompt } from './prompt.ts';
import { parseReference, type Reference } from './reference.ts';
import { DEFAULT_VERSION, NEWEST_NIJI, parseVersion, type Version } from './version.ts';

/** The known parameters, in order. */
export const knownParameters = (parsed: ParsedPrompt): readonly KnownParameter[] =>
  parsed.parameters.filter((parameter) => parameter.kind === 'known');

/** The effective parameter, with the values of all of that name if they add up; null if absent. */
export function parameterOf(parsed: ParsedPrompt, name: ParameterName): KnownParameter | null {
  const all = knownParameters(parsed).filter((parameter) => parameter.name === name);
  const last = all.at(-1);
  if (last === undefined) return null;
  if (FLAGS[name].repeatable !== true) return last;
  return { ...last, values: all.flatMap(({ values }) => values) };
}

/** Whether the prompt has the parameter. */
export const hasParameter = (parsed: ParsedPrompt, name: ParameterName): boolean =>
  parameterOf(parsed, name) !== null;

/** The number, in range or not; null if there is none. */
export function numberOf(parsed: ParsedPrompt, name: ParameterName): number | null {
  return parseNumber(parameterOf(parsed, name)?.values[0] ?? '');
}

/** Parses `7`, `-2`, `.5`; null for anything else, including `1e3` and the empty string. */
export const parseNumber = (typed: string): number | null =>
  /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(typed) ? Number(typed) + 0 : null;

/** The requested ratio, reduced; square by default. */
export const aspectRatioOf = (parsed: ParsedPrompt): Ratio =>
  parseAspectRatio(parameterOf(parsed, 'ar')?.values[0] ?? '') ?? SQUARE;

/** The requested version; `fallback` if there is none or it does not exist. */
export function versionOf(parsed: ParsedPrompt, fallback: Version = DEFAULT_VERSION): Version {
  return knownParameters(parsed).reduce(
    (version, parameter) => versionGivenBy(parameter) ?? version,
    fallback,
  );
}

/** The version named by `--v` or `--niji`; null if it does not exist, and for every other parameter. */
export function versionGivenBy({ name, values }: KnownParameter): Version | null {
  if (name !== 'version' && name !== 'niji') return null;
  const [typed] = values;
  if (name === 'niji') return typed === undefined ? NEWEST_NIJI : parseVersion('niji', typed);
  return typed === undefined ? null : parseVersion('v', typed);
}

/** The speed requested by the prompt; null leaves it to the member's setting. */
export function speedOf(parsed: ParsedPrompt): Speed | null {
  const last = knownParameters(parsed).findLast(({ name }) => isSpeed(name))?.name;
  return last !== undefined && isSpeed(last) ? last : null;
}

const isSpeed = (name: ParameterName): name is Speed =>
  name === 'fast' || name === 'relax' || name === 'turbo';

/** The visibility requested by the prompt; the last flag counts. */
export function visibilityOf(parsed: ParsedPrompt): 'stealth' | 'public' | null {
  const last = knownParameters(parsed).findLast(
    ({ name }) => name === 'stealth' || name === 'public',
  );
  if (last === undefined) return null;
  return last.name === 'stealth' ? 'stealth' : 'public';
}

/** The number of jobs requested by the prompt. */
export const repeatOf = (parsed: ParsedPrompt): number => numberOf(parsed, 'repeat') ?? 1;

/** Links and codes of `--sref`, `--cref`, `--oref`, `--edit` or `--end`, with their weights. */
export const referencesOf = (parsed: ParsedPrompt, name: ParameterName): readonly Reference[] =>
  (parameterOf(parsed, name)?.values ?? [])
    .map(parseReference)
    .filter((reference) => reference !== null);
