import type { Translator } from '#i18n/translator.ts';

/** Discord's notation of a moment (docs.discord.com, Message Formatting), as `timeText` writes it. */
const MOMENT = /<t:(\d+):([RDf])>/g;

/** A message as a page shows it that does not read Discord's markup: signs of code and bold go, moments are written out. */
export function plainText({ language }: Translator, markup: string): string {
  return markup
    .replace(MOMENT, (_, seconds: string, style: string) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'medium',
        // Whoever reads may be anywhere.
        ...(style === 'D' ? {} : { timeStyle: 'long' }),
        timeZone: 'UTC',
      }).format(Number(seconds) * 1000),
    )
    .replace(/`|\*\*/g, '');
}
