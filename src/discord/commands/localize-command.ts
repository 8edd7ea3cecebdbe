/**
 * A command as Discord is told of it, in every language that there is a catalogue for. Relies on the catalogues'
 * `command.*` keys; what one of them lacks is shown in English, which stands in the command's own file. It never
 * touches the names of options and subcommands: people copy those from one another. What a command is called in
 * English, and so in all docs, stands at the end of its description in every other language.
 */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
} from 'discord-api-types/v10';
import { CATALOGUES } from '#i18n/catalogues.ts';
import { LANGUAGES, localesOf } from '#i18n/language.ts';
import type { Command } from './command.ts';

type Data = Command['data'];
type Words = { readonly [locale: string]: string };

/** What a command is called in the catalogues' keys, and its file: `Cancel Job` is `cancel-job`. */
export function commandSlug(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** Results are posted by the bot, which only a server can add: nobody installs it for themselves alone. */
const INSTALLED = { integration_types: [ApplicationIntegrationType.GuildInstall] };

/** The definition with the words of all languages, and with who can install it said. */
export function localizeCommand(data: Data): Data {
  const key = `command.${commandSlug(data.name)}`;
  const names = wordsOf(`${key}.name`);
  const named = { ...INSTALLED, ...data, name_localizations: names };
  if (!('description' in named)) return named;
  const { options } = named;
  return {
    ...named,
    description_localizations: withEnglishName(wordsOf(`${key}.description`), data.name, names),
    ...(options === undefined
      ? {}
      : { options: options.map((option) => localizeOption(key, option)) }),
  };
}

/** Discord shows the local name alone; whoever reads `/imagine` somewhere must find the command that it is. */
function withEnglishName(descriptions: Words, english: string, names: Words): Words {
  return Object.fromEntries(
    Object.entries(descriptions).map(([locale, words]) => {
      const isCalledElse = (names[locale] ?? english) !== english;
      return [locale, isCalledElse ? `${words} (/${english})` : words];
    }),
  );
}

function localizeOption(above: string, option: APIApplicationCommandOption) {
  switch (option.type) {
    case ApplicationCommandOptionType.Subcommand:
      return localizeSubcommand(above, option);
    case ApplicationCommandOptionType.SubcommandGroup: {
      const { options } = option;
      if (options === undefined) return described(above, option);
      const key = `${above}.${option.name}`;
      return {
        ...described(above, option),
        options: options.map((each) => localizeSubcommand(key, each)),
      };
    }
    default:
      return localizeValue(above, option);
  }
}

function localizeSubcommand(above: string, option: APIApplicationCommandSubcommandOption) {
  const { options } = option;
  if (options === undefined) return described(above, option);
  const key = `${above}.${option.name}`;
  return {
    ...described(above, option),
    options: options.map((each) => localizeValue(key, each)),
  };
}

function localizeValue<Option extends APIApplicationCommandBasicOption>(
  above: string,
  option: Option,
): Option {
  const words = described(above, option);
  if (!('choices' in option) || option.choices === undefined) return words;
  const choices = option.choices.map((choice) => ({
    ...choice,
    name_localizations: wordsOf(`${above}.${option.name}.choice.${choice.value}`),
  }));
  return { ...words, choices };
}

function described<Option extends { readonly name: string }>(above: string, option: Option) {
  return {
    ...option,
    description_localizations: wordsOf(`${above}.${option.name}.description`),
  };
}

function wordsOf(key: string): Words {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const words = CATALOGUES[language][key];
      return words === undefined ? [] : localesOf(language).map((locale) => [locale, words]);
    }),
  );
}
