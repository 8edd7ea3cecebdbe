/** The languages with a catalogue, by Discord's codes (docs.discord.com, Locales); English first. */
export const LANGUAGES = ['en', 'de', 'fr', 'es-ES', 'pt-BR', 'ja', 'ko', 'zh-CN'] as const;

/** A supported language. */
export type Language = (typeof LANGUAGES)[number];

/** Other Discord locales that a catalogue covers. */
const RELATIVES: ReadonlyMap<string, Language> = new Map([
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['es-419', 'es-ES'],
]);

/** The catalogue for a Discord locale; English for any other. */
export function languageOf(locale: string): Language {
  return LANGUAGES.find((language) => language === locale) ?? RELATIVES.get(locale) ?? 'en';
}

/** The Discord locales that a language's texts are registered for; none for English, which is the default. */
export function localesOf(language: Language): readonly string[] {
  const relatives = [...RELATIVES].flatMap(([locale, relative]) =>
    relative === language ? [locale] : [],
  );
  return language === 'en' ? [] : [language, ...relatives];
}
