import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from './embed.ts';
import { echoOf, type ShownJob, translatorOf } from './job-text.ts';

/** Midjourney's own words for a job that waits for the person's others, with its place in their queue. */
export function queuedEmbed(job: ShownJob, position: number): APIEmbed {
  const { say } = translatorOf(job);
  const notice = embed({
    title: say('queued.title'),
    description: say('queued.description'),
    color: COLORS.warning,
    footer: `/imagine ${echoOf(job)}`,
  });
  return { ...notice, fields: [{ name: say('queued.position'), value: String(position) }] };
}
