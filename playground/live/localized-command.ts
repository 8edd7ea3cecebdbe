import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type LocalizationMap,
} from 'discord-api-types/v10';

type Words = LocalizationMap | null | undefined;

/**
 * A command as a client in that language shows it. Names of options stay: the page sends what it shows, and
 * Discord's clients send the registered ones.
 */
export const localizedCommand = (
  command: APIApplicationCommand,
  locale: string,
): APIApplicationCommand => {
  const named = {
    ...described(command, locale),
    name: wordIn(command.name_localizations, locale) ?? command.name,
    // The default under its own code, as Discord takes it too: it can be typed in any language.
    name_localizations: { ...command.name_localizations, 'en-US': command.name },
  };
  return command.options === undefined
    ? named
    : { ...named, options: command.options.map((option) => localizedOption(option, locale)) };
};

const localizedOption = (option: APIApplicationCommandOption, locale: string) => {
  switch (option.type) {
    case ApplicationCommandOptionType.Subcommand:
      return localizedSubcommand(option, locale);
    case ApplicationCommandOptionType.SubcommandGroup: {
      const options = option.options ?? [];
      return {
        ...described(option, locale),
        options: options.map((each) => localizedSubcommand(each, locale)),
      };
    }
    default:
      return localizedValue(option, locale);
  }
};

const localizedSubcommand = (option: APIApplicationCommandSubcommandOption, locale: string) => ({
  ...described(option, locale),
  options: (option.options ?? []).map((each) => localizedValue(each, locale)),
});

const localizedValue = <Option extends APIApplicationCommandBasicOption>(
  option: Option,
  locale: string,
): Option => {
  const words = described(option, locale);
  if (!('choices' in option) || option.choices === undefined) return words;
  const choices = option.choices.map((choice) => ({
    ...choice,
    name: wordIn(choice.name_localizations, locale) ?? choice.name,
  }));
  return { ...words, choices };
};

const described = <
  Part extends { readonly description: string; readonly description_localizations?: Words },
>(
  part: Part,
  locale: string,
): Part => ({
  ...part,
  description: wordIn(part.description_localizations, locale) ?? part.description,
});

const wordIn = (words: Words, locale: string): string | undefined =>
  Object.entries(words ?? {}).find(([code]) => code === locale)?.[1] ?? undefined;
