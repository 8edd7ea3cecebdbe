/**
 * A command's definition in all languages. Uses the catalogues' `command.*` keys; missing ones are shown in the English
 * of the command's file. Names of options and subcommands stay English, since people copy commands from each other. In
 * other languages the description ends with the command's English name.
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

/** The command's name in catalogue keys and file names: `Cancel Job` is `cancel-job`. */
export function commandSlug(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** The bot posts results, so only servers can install it. */
const INSTALLED = { integration_types: [ApplicationIntegrationType.GuildInstall] };

/** The definition with all translations and installation types. */
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

/** Discord shows only the local name, but docs use the English one. */
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
