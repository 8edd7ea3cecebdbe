import type { APIEmbed } from 'discord-api-types/v10';
import { COLORS, embed } from './embed.ts';
import { echoOf, type ShownJob } from './job-text.ts';

/** Midjourney's own words for a job that waits for the person's others, with its place in their queue. */
export function queuedEmbed(job: Pick<ShownJob, 'request'>, position: number): APIEmbed {
  const notice = embed({
    title: 'Job queued',
    description:
      'You have reached the maximum allowed number of concurrent jobs. ' +
      "Don't worry, this job will start as soon as another one finishes!",
    color: COLORS.warning,
    footer: `/imagine ${echoOf(job)}`,
  });
  return { ...notice, fields: [{ name: 'Position in your queue', value: String(position) }] };
}
