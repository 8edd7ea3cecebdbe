/** `/help`: what a newcomer needs for the first picture. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorInfo } from '#application/application.ts';
import { priceCredits } from '#domain/price.ts';
import { creditsText } from './credits-text.ts';
import { COLORS, embed } from './embed.ts';

export function helpEmbed(vendors: readonly VendorInfo[]): APIEmbed {
  const services = vendors.map(({ label }) => label).join(', ');
  return embed({
    title: 'How to create images',
    description: [
      '`/imagine prompt` starts a job: four images from your words. Parameters go last, as in `a lighthouse in fog --ar 3:2`.',
      '',
      '**U1**-**U4** take one of the four out, in full size. **V1**-**V4** make variations of it. 🔄 runs the prompt again.',
      'A single image can be upscaled, varied, zoomed out of, panned or animated, as far as its buttons say: what is shown works.',
      '',
      '`/show job_id` posts a job again with current buttons.',
      '`/info` lists your jobs, `/credits` the credits of this server.',
      '',
      `Four images cost ${creditsText(priceCredits({ action: 'imagine', speed: 'fast' }))}, U1-U4 nothing. What fails costs nothing.`,
      ...(services === '' ? [] : ['', `-# Images are made by ${services}.`]),
    ].join('\n'),
    color: COLORS.plain,
  });
}
