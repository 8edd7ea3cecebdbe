import type { APIEmbed } from 'discord-api-types/v10';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { jobLink } from '#discord/screens/job-link.ts';
import { textsOf } from '#discord/screens/job-text.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { actionRow } from '#domain/action.ts';
import { isFinal, type Job } from '#domain/job.ts';
import type { Texts } from '#i18n/texts.ts';

/**
 * Tells the person what became of a request for a job: a refusal to them alone, an accepted job to the
 * channel as its progress message. Either way the job is then free to be worked on.
 */
export async function answerRequest(
  { answers, application }: Pick<InteractionContext, 'answers' | 'application'>,
  interaction: Interaction,
  outcome: RequestOutcome,
  asked: string | null,
): Promise<Job | null> {
  if (outcome.kind === 'rejected') {
    await answers.tell(interaction, rejectionEmbed(interaction.texts, outcome.rejection, asked));
    return null;
  }
  const { job } = outcome;
  if (outcome.kind === 'duplicate' && isFinal(job.state)) {
    // A progress message now would stand there for ever.
    await answers.tell(interaction, overEmbed(interaction.texts, job));
    return null;
  }
  const queuePosition = outcome.kind === 'accepted' ? (outcome.queuePosition ?? null) : null;
  const progress = progressMessage(job, queuePosition);
  const first = firstMessage(job, progress);
  const answered =
    job.request.visibility === 'stealth'
      ? await answers.tellMessage(interaction, first)
      : await answers.show(interaction, first);
  const id = answered.kind === 'answered' ? answered.messageId : null;
  // The first delivery's own handler knows more than a second one that learned nothing.
  if (outcome.kind === 'duplicate' && id === null) return job;
  if (makesFilms(job) && answered.kind === 'answered' && !answered.already) {
    // Before any worker has the job: an edit after this one could only be newer.
    await answers.complete(interaction, progress, []);
  }
  // A crash before this line: the job starts a few seconds later, and its message is edited by token.
  await application.confirmAcknowledged(job.id, id);
  return job;
}

/** Films are announced before they are described, as Midjourney does it. */
function firstMessage(job: Job, progress: OutgoingMessage): OutgoingMessage {
  return makesFilms(job)
    ? { ...progress, content: textsOf(job).say('progress.animating') }
    : progress;
}

const makesFilms = ({ request }: Job): boolean => actionRow(request.action).makes === 'videos';

function overEmbed({ say }: Texts, job: Job): APIEmbed {
  return embed({
    title: say('over.title'),
    description: say('over', { job: jobLink(job) ?? `\`${job.id}\``, jobId: job.id }),
    color: COLORS.plain,
  });
}
