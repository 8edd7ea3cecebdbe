import type { Flag, ParameterName } from './flag.ts';
import { JOB_FLAGS } from './flags-job.ts';
import { PICTURE_FLAGS } from './flags-picture.ts';
import { REFERENCE_FLAGS } from './flags-reference.ts';

/** Everything about every parameter. A parameter is added by adding its row; nothing else lists them. */
export const FLAGS: Readonly<Record<ParameterName, Flag>> = {
  ...PICTURE_FLAGS,
  ...REFERENCE_FLAGS,
  ...JOB_FLAGS,
};

const isParameterName = (word: string): word is ParameterName => Object.hasOwn(FLAGS, word);

/** Every parameter's name. */
export const PARAMETER_NAMES: readonly ParameterName[] = Object.keys(FLAGS).filter(isParameterName);

/** Every accepted spelling with the name it stands for. A map, so `--constructor` is nobody's name. */
export const SPELLINGS: ReadonlyMap<string, ParameterName> = new Map(
  PARAMETER_NAMES.flatMap((name) =>
    [name, ...(FLAGS[name].aliases ?? [])].map((spelling) => [spelling, name] as const),
  ),
);

/** The parameter meant by a word typed without its dashes; telephones like to begin it with a capital. */
export const parameterNamed = (word: string): ParameterName | null =>
  SPELLINGS.get(word.toLowerCase()) ?? null;
