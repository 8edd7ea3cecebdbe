/**
 * Answers a request whose outcome may take longer than Discord waits, because pictures are fetched first.
 * What is ready soon is answered as any other; else "thinking" is shown and completed. A refusal is never
 * shown to everyone.
 */
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { Job } from '#domain/job.ts';
import { answerRequest } from './answer-request.ts';
import { withinMs } from './within-ms.ts';

/** Leaves a second and a half of Discord's three for the answer itself. */
export const READY_WITHIN_MS = 1_200;

/** The accepted job, or null. */
export async function answerWhenReady(
  context: InteractionContext,
  interaction: Interaction,
  requested: Promise<RequestOutcome>,
  asked: string,
): Promise<Job | null> {
  const soon = await withinMs(context.clock, requested, READY_WITHIN_MS);
  if (soon !== null) return answerRequest(context, interaction, soon, asked);
  const { answers, application, log } = context;
  // What is hidden must be so from the first "thinking" on.
  const { visibility } = await application.members.settings(interaction.user.id);
  await (visibility === 'stealth' ? answers.deferAlone(interaction) : answers.defer(interaction));
  const outcome = await requested;
  if (outcome.kind === 'rejected') {
    await answers.tellInstead(
      interaction,
      rejectionEmbed(interaction.texts, outcome.rejection, asked),
    );
    return null;
  }
  const { job } = outcome;
  const shown = await answers.complete(interaction, progressMessage(job), []);
  if (shown.kind === 'failed') {
    log.warn({ job: job.id, detail: shown.failure.detail }, 'deferred answer not completed');
  }
  await application.confirmAcknowledged(job.id, shown.kind === 'ok' ? shown.value.messageId : null);
  return job;
}
