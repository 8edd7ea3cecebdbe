import type { Translator } from '#i18n/translator.ts';

/** Discord's notation of a time (docs.discord.com, Message Formatting), as `timeText` writes it. */
const MOMENT = /<t:(\d+):([RDf])>/g;

/** A message for a web page: without code and bold markup, and with times written out. */
export function plainText({ language }: Translator, markup: string): string {
  return markup
    .replace(MOMENT, (_, seconds: string, style: string) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'medium',
        // The reader's time zone is unknown.
        ...(style === 'D' ? {} : { timeStyle: 'long' }),
        timeZone: 'UTC',
      }).format(Number(seconds) * 1000),
    )
    .replace(/`|\*\*/g, '');
}
