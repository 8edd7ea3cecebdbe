/** What the person alone reads after stopping or removing a job by a command. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';
import { creditsReturned } from './render-failure.ts';

export function stoppedEmbed(texts: Translator, job: Pick<Job, 'priceCredits'>): APIEmbed {
  return embed({
    title: texts.say('stopped.title'),
    description: texts.say('stopped', { returned: creditsReturned(texts, job) }),
    color: COLORS.success,
  });
}

export function removedEmbed({ say }: Translator, { id }: Pick<Job, 'id'>): APIEmbed {
  return embed({
    title: say('removed.title'),
    description: say('removed', { jobId: id }),
    color: COLORS.success,
  });
}

export function notRemovedEmbed({ say }: Translator): APIEmbed {
  return embed({
    title: say('not-removed.title'),
    description: say('not-removed'),
    color: COLORS.error,
  });
}
