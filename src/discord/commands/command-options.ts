/** Options of commands that more than one command has, as Discord registers them. */
import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type FileUploadType,
} from 'discord-api-types/v10';

/** A whole number between two others, both allowed. */
export const whole = (
  name: string,
  description: string,
  [least, most]: readonly [number, number],
) => ({
  type: ApplicationCommandOptionType.Integer as const,
  name,
  description,
  min_value: least,
  max_value: most,
});

/** Words, within bounds that Discord's clients hold to. */
export const text = (
  name: string,
  description: string,
  bounds: Pick<APIApplicationCommandStringOption, 'required' | 'min_length' | 'max_length'>,
) => ({ type: ApplicationCommandOptionType.String as const, name, description, ...bounds });

/** True or false; absent where it is not required. */
export const trueOrFalse = (
  name: string,
  description: string,
  must: { readonly required?: boolean } = {},
) => ({ type: ApplicationCommandOptionType.Boolean as const, name, description, ...must });

/** A picture; Discord's clients let nothing else be chosen. HEIC can be: its refusal says how to share it. */
export const picture = (name: string, description: string) => ({
  type: ApplicationCommandOptionType.Attachment as const,
  name,
  description,
  file_types: ['image'] satisfies FileUploadType[],
});

/** A day, as `2026-11-01`. */
export const day = (name: string, description: string) => ({
  type: ApplicationCommandOptionType.String as const,
  name,
  description,
  min_length: 10,
  max_length: 10,
});

/** A subcommand; without options it is used as it is. */
export const subcommand = (
  name: string,
  description: string,
  options: NonNullable<APIApplicationCommandSubcommandOption['options']> = [],
): APIApplicationCommandSubcommandOption => ({
  type: ApplicationCommandOptionType.Subcommand,
  name,
  description,
  options,
});
