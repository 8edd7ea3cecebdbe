/** The subcommands of `/prefer` and their options. */
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import { textOption } from '#discord/commands/command-options.ts';

const { String: TEXT, Subcommand, SubcommandGroup } = ApplicationCommandOptionType;
const VALUE_CHARACTERS_MAX = 1_000;

/** In the order that Discord shows them. */
export const PREFER_SUBCOMMANDS: APIApplicationCommandOption[] = [
  { type: Subcommand, name: 'remix', description: 'Toggle remix mode.' },
  { type: Subcommand, name: 'variability', description: 'Toggle variability mode.' },
  {
    type: Subcommand,
    name: 'suffix',
    description: 'Suffix to automatically add to the end of every prompt. Leave empty to remove.',
    options: [
      textOption('new_value', 'Parameters only, for example --ar 16:9 --stylize 250', {
        max_length: VALUE_CHARACTERS_MAX,
      }),
    ],
  },
  {
    type: Subcommand,
    name: 'auto_dm',
    description: 'Whether or not to automatically send job results to your DMs.',
  },
  {
    type: SubcommandGroup,
    name: 'option',
    description: 'Your own names for parameters.',
    options: [
      {
        type: Subcommand,
        name: 'set',
        description: 'Set a custom option.',
        options: [
          {
            type: TEXT,
            name: 'option',
            description: 'Its name, used in prompts as --name',
            required: true,
            autocomplete: true,
            max_length: 32,
          },
          textOption('value', 'Its value. Leave empty to remove.', {
            max_length: VALUE_CHARACTERS_MAX,
          }),
        ],
      },
      { type: Subcommand, name: 'list', description: 'View your current custom options.' },
    ],
  },
];
