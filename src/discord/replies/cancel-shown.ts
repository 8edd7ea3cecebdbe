import type { InteractionContext } from '#discord/commands/command.ts';
import type { TargetMessage } from '#discord/gateway/interaction.ts';
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import { namedJob } from './named-job.ts';

/** A message that a person wants removed, with its job cancelled. */
export type UnwantedMessage = {
  /** Null in direct messages. */
  readonly guildId: GuildId | null;
  readonly channelId: ChannelId;
  readonly userId: UserId;
  readonly message: TargetMessage;
  /** Whether the bot sees the channel; where it does not, Discord would refuse to remove anything. */
  readonly isSeen: boolean;
};

/** The outcome for the job and its message. */
export type CancelledShown =
  | { readonly kind: 'stopped'; readonly job: Job }
  | { readonly kind: 'removed'; readonly job: Job }
  /** It is already deleted, or the bot may not delete it. */
  | { readonly kind: 'not-removed' }
  | Rejected;

/**
 * Cancels the job that a message shows; if the job has ended, removes the message, as Midjourney does. Only the job's
 * owner can do either.
 */
export async function cancelShown(
  { application, directMessenger }: Pick<InteractionContext, 'application' | 'directMessenger'>,
  { guildId, channelId, userId, message, isSeen }: UnwantedMessage,
): Promise<CancelledShown> {
  const job = await application.jobOfMessage({
    guildId,
    userId,
    messageId: message.id,
    interactionId: message.interactionId,
    named: namedJob(message),
  });
  if (job === null) return rejected({ kind: 'no-job-there' });
  const asked = { guildId: job.origin.guildId, userId, jobId: job.id };
  const outcome = await application.cancelJob(asked);
  if (outcome.kind === 'cancelled') return { kind: 'stopped', job: outcome.job };
  const { rejection } = outcome;
  // The id may be unknown, and then only the progress message can be there before the result.
  const isStillProgress =
    rejection.kind === 'job-over' &&
    rejection.state === 'delivering' &&
    (job.progressMessageId === null || message.id === job.progressMessageId);
  if (rejection.kind !== 'job-over' || isStillProgress) return outcome;
  const removed = isSeen ? await directMessenger.remove(channelId, message.id) : null;
  if (removed?.kind !== 'ok') return { kind: 'not-removed' };
  await application.remarks.takenAway(job, message.id);
  return { kind: 'removed', job };
}
