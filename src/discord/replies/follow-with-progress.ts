import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { isOfTheMessage } from '#discord/rest/discord-failures.ts';
import { withoutWords } from '#discord/screens/job-text.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import type { Job } from '#domain/job.ts';

/**
 * Posts a progress message of its own for a job whose interaction was answered otherwise, then starts the job. After a
 * crash before that the job starts a few seconds later, without such a message. After a crash between the two the
 * message is found at the job's end. Relies on the job having a part of the interaction's id.
 */
export async function followWithProgress(
  { answers, application, log }: Pick<InteractionContext, 'answers' | 'application' | 'log'>,
  interaction: Interaction,
  job: Job,
  queuePosition: number | null,
): Promise<void> {
  const isPrivate = job.request.visibility === 'stealth';
  const post = (worded: Job) =>
    answers.followUp(interaction, progressMessage(worded, { queuePosition }), isPrivate);
  const whole = await post(job);
  const isRefused = whole.kind === 'failed' && isOfTheMessage(whole.failure.kind);
  const shown = isRefused ? await post(withoutWords(job)) : whole;
  if (shown.kind === 'failed') {
    log.warn({ job: job.id, detail: shown.failure.detail }, 'progress message not shown');
  }
  const messageId = shown.kind === 'ok' ? shown.value.messageId : null;
  await application.confirmAcknowledged(job.id, messageId);
  if (messageId !== null) await application.removeLateProgress(job.id);
}
