import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
} from 'discord-api-types/v10';
import type { FilledOption, OptionFiles, PersonFile } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';

const within = (
  name: string,
  size: number,
  bounds: { readonly min: number | undefined; readonly max: number | undefined },
): void => {
  if (size < (bounds.min ?? -Infinity) || size > (bounds.max ?? Infinity)) {
    throw new PersonCannot(`"${name}" must be between ${bounds.min} and ${bounds.max}.`);
  }
};

const kindOfValue: Readonly<Record<number, 'string' | 'number' | 'boolean'>> = {
  3: 'string',
  4: 'number',
  5: 'boolean',
  6: 'string',
  7: 'string',
  8: 'string',
  9: 'string',
  10: 'number',
  11: 'string',
};

/** A file type is a kind of file, or the end of a name; no list allows all. */
const isAllowed = (file: PersonFile, types: readonly string[]): boolean =>
  types.length === 0 ||
  types.some((type) =>
    type.startsWith('.')
      ? file.name.toLowerCase().endsWith(type)
      : file.contentType.startsWith(`${type}/`),
  );

const checkValue = (
  definition: APIApplicationCommandBasicOption,
  filled: FilledOption,
  files: OptionFiles,
): void => {
  const { name } = definition;
  const { value } = filled;
  // Discord's client refuses wrong kinds before anything is sent.
  const right =
    typeof value === kindOfValue[definition.type] &&
    (definition.type !== 4 || Number.isInteger(value));
  if (!right) throw new PersonCannot(`"${name}" cannot be ${JSON.stringify(value)}.`);
  if (definition.type === 3 && typeof value === 'string') {
    within(name, value.length, { min: definition.min_length, max: definition.max_length ?? 6_000 });
  }
  if ((definition.type === 4 || definition.type === 10) && typeof value === 'number') {
    within(name, value, { min: definition.min_value, max: definition.max_value });
  }
  if (definition.type === 11) {
    const file = files.get(String(value));
    if (file === undefined) throw new PersonCannot(`"${name}" names a file that was not attached.`);
    if (!isAllowed(file, definition.file_types ?? [])) {
      throw new PersonCannot(`"${name}" takes ${definition.file_types?.join(', ')} files only.`);
    }
  }
  if ('choices' in definition && (definition.choices?.length ?? 0) > 0) {
    if (definition.choices?.every((choice) => choice.value !== value)) {
      throw new PersonCannot(`"${name}" offers no choice ${JSON.stringify(value)}.`);
    }
  }
};

const isNested = (
  option: APIApplicationCommandOption,
): option is Extract<APIApplicationCommandOption, { type: 1 | 2 }> =>
  option.type === 1 || option.type === 2;

/** Refuses what Discord's client would not send for this command. */
export const checkOptions = (
  definitions: readonly APIApplicationCommandOption[],
  filled: readonly FilledOption[],
  files: OptionFiles,
): void => {
  for (const option of filled) {
    const definition = definitions.find((each) => each.name === option.name);
    if (definition === undefined || definition.type !== option.type) {
      throw new PersonCannot(`There is no option "${option.name}" of type ${option.type}.`);
    }
    if (isNested(definition)) {
      checkOptions(definition.options ?? [], option.options ?? [], files);
    } else checkValue(definition, option, files);
  }
  if (definitions.some(isNested) && filled.length !== 1) {
    throw new PersonCannot('A subcommand must be chosen.');
  }
  const missing = definitions.find(
    (each) =>
      !isNested(each) &&
      each.required === true &&
      filled.every((option) => option.name !== each.name),
  );
  if (missing !== undefined) throw new PersonCannot(`"${missing.name}" is required.`);
};
