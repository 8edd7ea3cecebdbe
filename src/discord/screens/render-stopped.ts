/** Ephemeral messages after a command cancelled or removed a job. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';
import { creditsReturned } from './render-failure.ts';

/** The job was cancelled, with the refund. */
export function stoppedEmbed(translator: Translator, job: Pick<Job, 'priceCredits'>): APIEmbed {
  return embed({
    title: translator.say('stopped.title'),
    description: translator.say('stopped', { returned: creditsReturned(translator, job) }),
    color: COLORS.success,
  });
}

/** The message was removed; `/show` still has the job, unless it ended without a result. */
export function removedEmbed(
  { say }: Translator,
  { id, state }: Pick<Job, 'id' | 'state'>,
): APIEmbed {
  const shows = state === 'failed' || state === 'cancelled' ? 'no' : 'yes';
  return embed({
    title: say('removed.title'),
    description: say('removed', { jobId: id, shows }),
    color: COLORS.success,
  });
}

/** Discord did not let the message be removed. */
export function notRemovedEmbed({ say }: Translator): APIEmbed {
  return embed({
    title: say('not-removed.title'),
    description: say('not-removed'),
    color: COLORS.error,
  });
}
