import type { InteractionContext } from '#discord/commands/command.ts';
import { resultsMessage } from '#discord/screens/render-results.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Rejected } from '#domain/rejection.ts';

/** Whether a person was sent the pictures of a job. */
export type SentResults =
  | { readonly kind: 'sent'; readonly job: Job }
  /** `isClosed`: the person accepts no direct messages from the bot; else Discord refused it. */
  | { readonly kind: 'not-sent'; readonly isClosed: boolean; readonly detail: string }
  | Rejected;

/** Sends a person the pictures of one of their finished jobs, once per nonce. */
export async function sendResults(
  { application, directMessenger }: Pick<InteractionContext, 'application' | 'directMessenger'>,
  asked: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
  nonce: string,
): Promise<SentResults> {
  const outcome = await application.singleResults(asked);
  if (outcome.kind === 'rejected') return outcome;
  const { job, attachments } = outcome;
  const message = resultsMessage(job, attachments);
  const sent = await directMessenger.sendDirectly(asked.userId, message, attachments, nonce);
  if (sent.kind === 'ok') return { kind: 'sent', job };
  const { kind, detail } = sent.failure;
  return { kind: 'not-sent', isClosed: kind === 'closed' || kind === 'forbidden', detail };
}
