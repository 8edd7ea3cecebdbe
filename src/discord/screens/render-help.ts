/** `/help`: what a newcomer needs for the first picture. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorInfo } from '#application/application.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';

/** `/help`: how to begin, with what the configured vendors can do. */
export function helpEmbed(
  { say }: Translator,
  vendors: readonly VendorInfo[],
  gridCredits: number,
): APIEmbed {
  const services = vendors.map(({ label }) => label).join(', ');
  return embed({
    title: say('help.title'),
    description: [
      say('help.start'),
      '',
      say('help.buttons'),
      '',
      say('help.commands'),
      '',
      say('help.prices', { gridCredits }),
      ...(services === '' ? [] : ['', say('help.services', { services })]),
    ].join('\n'),
    color: COLORS.plain,
  });
}
