/** What the person alone reads after stopping or removing a job by a command. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import { COLORS, embed } from './embed.ts';
import { creditsReturned } from './render-failure.ts';

export function stoppedEmbed(job: Pick<Job, 'priceCredits'>): APIEmbed {
  return embed({
    title: 'Job cancelled',
    description: `${creditsReturned(job)} Only what was delivered is paid for.`,
    color: COLORS.success,
  });
}

export function removedEmbed({ id }: Pick<Job, 'id'>): APIEmbed {
  return embed({
    title: 'Message removed',
    description: `The job was finished, so its message was removed. \`/show ${id}\` brings it back.`,
    color: COLORS.success,
  });
}

export function notRemovedEmbed(): APIEmbed {
  return embed({
    title: 'Message not removed',
    description:
      'Discord did not let the bot remove that message. Someone who manages the server can delete it by hand.',
    color: COLORS.error,
  });
}
