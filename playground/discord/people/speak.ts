import { Locale } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { PersonCannot } from './person-cannot.ts';

const LOCALES: ReadonlySet<string> = new Set(Object.values(Locale));

/** Whether Discord's clients can be set to that language. */
export const isLocale = (locale: string): boolean => LOCALES.has(locale);

/** Sets the language of a person's client; it goes with everything they do from now on. */
export const speak = (discord: Discord, userId: string, locale: string): void => {
  const account = discord.world.accounts.get(userId);
  if (account === undefined || !isLocale(locale)) {
    throw new PersonCannot(`Discord has no language ${locale}.`);
  }
  discord.world.accounts.set(userId, { ...account, locale });
};
