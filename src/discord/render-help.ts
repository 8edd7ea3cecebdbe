/** `/help`: what a newcomer needs for the first picture. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorInfo } from '#application/application.ts';
import { priceCredits } from '#domain/price.ts';
import type { Texts } from '#texts/texts.ts';
import { COLORS, embed } from './embed.ts';

export function helpEmbed({ say }: Texts, vendors: readonly VendorInfo[]): APIEmbed {
  const services = vendors.map(({ label }) => label).join(', ');
  const gridCredits = priceCredits({ action: 'imagine', speed: 'fast' });
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
