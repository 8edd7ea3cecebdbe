/**
 * Answers to what a job wants to know of its prompt. Where a parameter stands twice the last one counts, save
 * those that add up (`--no`, references). A value that makes no sense reads as if it were absent; only
 * `checkPrompt` complains.
 */
import type { Ratio } from '#domain/geometry.ts';
import type { Speed } from '#domain/speed.ts';
import { parseAspectRatio, SQUARE } from './aspect.ts';
import type { ParameterName } from './flag.ts';
import { FLAGS } from './flags.ts';
import type { KnownParameter, ParsedPrompt } from './prompt.ts';
import { parseReference, type Reference } from './reference.ts';
import { DEFAULT_VERSION, NEWEST_NIJI, parseVersion, type Version } from './version.ts';

/** The parameters that were understood, in the order written. */
export const knownParameters = (parsed: ParsedPrompt): readonly KnownParameter[] =>
  parsed.parameters.filter((parameter) => parameter.kind === 'known');

/** The one that counts, with the values of all of that name where they add up; null when absent. */
export function parameterOf(parsed: ParsedPrompt, name: ParameterName): KnownParameter | null {
  const all = knownParameters(parsed).filter((parameter) => parameter.name === name);
  const last = all.at(-1);
  if (last === undefined) return null;
  if (FLAGS[name].repeatable !== true) return last;
  return { ...last, values: all.flatMap(({ values }) => values) };
}

/** Whether the parameter stands in the prompt. */
export const hasParameter = (parsed: ParsedPrompt, name: ParameterName): boolean =>
  parameterOf(parsed, name) !== null;

/** The number given, in range or not; null when there is none. */
export function numberOf(parsed: ParsedPrompt, name: ParameterName): number | null {
  return parseNumber(parameterOf(parsed, name)?.values[0] ?? '');
}

/** Reads `7`, `-2`, `.5`; null for anything else, `1e3` and the empty string among it. */
export const parseNumber = (typed: string): number | null =>
  /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(typed) ? Number(typed) + 0 : null;

/** The shape asked for, reduced; a square when none was. */
export const aspectRatioOf = (parsed: ParsedPrompt): Ratio =>
  parseAspectRatio(parameterOf(parsed, 'ar')?.values[0] ?? '') ?? SQUARE;

/** The model asked for; `fallback` when none was or it does not exist. */
export function versionOf(parsed: ParsedPrompt, fallback: Version = DEFAULT_VERSION): Version {
  return knownParameters(parsed).reduce(
    (version, parameter) => versionGivenBy(parameter) ?? version,
    fallback,
  );
}

/** What a `--v` or `--niji` names; null when there is no such model, and for every other parameter. */
export function versionGivenBy({ name, values }: KnownParameter): Version | null {
  if (name !== 'version' && name !== 'niji') return null;
  const [typed] = values;
  if (name === 'niji') return typed === undefined ? NEWEST_NIJI : parseVersion('niji', typed);
  return typed === undefined ? null : parseVersion('v', typed);
}

/** The speed the prompt itself asks for; null leaves it to the member's setting. */
export function speedOf(parsed: ParsedPrompt): Speed | null {
  const last = knownParameters(parsed).findLast(({ name }) => isSpeed(name))?.name;
  return last !== undefined && isSpeed(last) ? last : null;
}

const isSpeed = (name: ParameterName): name is Speed =>
  name === 'fast' || name === 'relax' || name === 'turbo';

/** Who may see it, where the prompt itself says so; the last word counts. */
export function visibilityOf(parsed: ParsedPrompt): 'stealth' | 'public' | null {
  const last = knownParameters(parsed).findLast(
    ({ name }) => name === 'stealth' || name === 'public',
  );
  if (last === undefined) return null;
  return last.name === 'stealth' ? 'stealth' : 'public';
}

/** How many jobs the one prompt asks for. */
export const repeatOf = (parsed: ParsedPrompt): number => numberOf(parsed, 'repeat') ?? 1;

/** Links and codes behind `--sref`, `--cref`, `--oref`, `--edit` or `--end`, with their weights. */
export const referencesOf = (parsed: ParsedPrompt, name: ParameterName): readonly Reference[] =>
  (parameterOf(parsed, name)?.values ?? [])
    .map(parseReference)
    .filter((reference) => reference !== null);
