import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from './embed.ts';
import { type ShownJob, translatorOf } from './job-text.ts';

/** The result is made, and nobody can fetch it from the vendor yet. */
export function unfetchedEmbed(job: ShownJob): APIEmbed {
  const { say } = translatorOf(job);
  return embed({
    title: say('unfetched.title'),
    description: say('unfetched.description'),
    color: COLORS.warning,
  });
}
