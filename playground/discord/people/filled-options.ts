import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import type { FilledOption, PersonFile } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';

/** Options by name as a test writes them; a file for an attachment option. */
export type OptionValues = Readonly<Record<string, string | number | boolean | PersonFile>>;

type Filled = {
  readonly options: readonly FilledOption[];
  readonly files: ReadonlyMap<string, PersonFile>;
};

const nested = (
  options: readonly APIApplicationCommandOption[],
  name: string,
): { readonly type: 1 | 2; readonly options: readonly APIApplicationCommandOption[] } => {
  const found = options.find((option) => option.name === name);
  if (found === undefined || (found.type !== 1 && found.type !== 2)) {
    throw new PersonCannot(`There is no subcommand "${name}".`);
  }
  return { type: found.type, options: found.options ?? [] };
};

/**
 * Turns values by name into options as a client sends them. `path` names subcommands, and
 * `focused` the option being typed in an autocomplete.
 */
export const fillOptions = (fill: {
  readonly command: APIApplicationCommand;
  readonly path: readonly string[];
  readonly values: OptionValues;
  readonly focused: string | null;
  readonly fileId: () => string;
}): Filled => {
  const files = new Map<string, PersonFile>();
  const flat = (definitions: readonly APIApplicationCommandOption[]): readonly FilledOption[] =>
    Object.entries(fill.values).map(([name, value]): FilledOption => {
      const definition = definitions.find((option) => option.name === name);
      if (definition === undefined) throw new PersonCannot(`There is no option "${name}".`);
      const focus = fill.focused === name ? { focused: true } : {};
      if (typeof value !== 'object') return { name, type: definition.type, value, ...focus };
      const id = fill.fileId();
      files.set(id, value);
      return { name, type: definition.type, value: id };
    });
  const descend = (
    path: readonly string[],
    definitions: readonly APIApplicationCommandOption[],
  ): readonly FilledOption[] => {
    const [name, ...rest] = path;
    if (name === undefined) return flat(definitions);
    const inside = nested(definitions, name);
    return [{ name, type: inside.type, options: descend(rest, inside.options) }];
  };
  return { options: descend(fill.path, fill.command.options ?? []), files };
};
