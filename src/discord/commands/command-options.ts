/** Parts of commands' definitions in Discord's form. */
import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type FileUploadType,
  InteractionContextType,
} from 'discord-api-types/v10';

/** Personal settings can also be changed in direct messages. */
export const SETTINGS_CONTEXTS = [InteractionContextType.Guild, InteractionContextType.BotDM];

/** An integer within inclusive bounds. */
export const integerOption = (
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

/** A text within length bounds. */
export const textOption = (
  name: string,
  description: string,
  bounds: Pick<APIApplicationCommandStringOption, 'required' | 'min_length' | 'max_length'>,
) => ({ type: ApplicationCommandOptionType.String as const, name, description, ...bounds });

/** A boolean; optional by default. */
export const booleanOption = (
  name: string,
  description: string,
  must: { readonly required?: boolean } = {},
) => ({ type: ApplicationCommandOptionType.Boolean as const, name, description, ...must });

/** An image attachment. Discord's clients allow HEIC too: its refusal says how to share it. */
export const pictureOption = (name: string, description: string) => ({
  type: ApplicationCommandOptionType.Attachment as const,
  name,
  description,
  file_types: ['image'] satisfies FileUploadType[],
});

/** A day, as `2026-11-01`. */
export const dayOption = (name: string, description: string) => ({
  type: ApplicationCommandOptionType.String as const,
  name,
  description,
  min_length: 10,
  max_length: 10,
});

/** A subcommand. */
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
