/** The languages that there is a catalogue for, by Discord's codes (docs.discord.com, Locales); English first. */
export const LANGUAGES = ['en', 'de', 'fr', 'es-ES', 'pt-BR', 'ja', 'ko', 'zh-CN'] as const;

/** A language that the bot speaks. */
export type Language = (typeof LANGUAGES)[number];

/** Discord's locales of the same language as a catalogue's, and close enough to be read. */
const RELATIVES: ReadonlyMap<string, Language> = new Map([
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['es-419', 'es-ES'],
]);

/** The catalogue for a locale that Discord named; English for any other, whatever it says. */
export function languageOf(locale: string): Language {
  return LANGUAGES.find((language) => language === locale) ?? RELATIVES.get(locale) ?? 'en';
}

/** Discord's codes that a language's words are registered under; none for English, which is the default. */
export function localesOf(language: Language): readonly string[] {
  const relatives = [...RELATIVES].flatMap(([locale, relative]) =>
    relative === language ? [locale] : [],
  );
  return language === 'en' ? [] : [language, ...relatives];
}
