import type { Flag, ParameterName } from './flag.ts';
import { JOB_FLAGS } from './flags-job.ts';
import { PICTURE_FLAGS } from './flags-picture.ts';
import { REFERENCE_FLAGS } from './flags-reference.ts';

/** The definitions of all parameters. Adding a parameter means adding a row; there is no other list. */
export const FLAGS: Readonly<Record<ParameterName, Flag>> = {
  ...PICTURE_FLAGS,
  ...REFERENCE_FLAGS,
  ...JOB_FLAGS,
};

const isParameterName = (word: string): word is ParameterName => Object.hasOwn(FLAGS, word);

/** Every parameter's name. */
export const PARAMETER_NAMES: readonly ParameterName[] = Object.keys(FLAGS).filter(isParameterName);

/** Every parameter's name except these. */
export const parametersExcept = (names: readonly ParameterName[]): readonly ParameterName[] =>
  PARAMETER_NAMES.filter((name) => !names.includes(name));

/** Every accepted spelling and its canonical name. A map, so that `--constructor` is not a name. */
export const SPELLINGS: ReadonlyMap<string, ParameterName> = new Map(
  PARAMETER_NAMES.flatMap((name) =>
    [name, ...(FLAGS[name].aliases ?? [])].map((spelling) => [spelling, name] as const),
  ),
);

/** The parameter of a name without its dashes, ignoring case, because phones capitalise it. */
export const parameterNamed = (word: string): ParameterName | null =>
  SPELLINGS.get(word.toLowerCase()) ?? null;
