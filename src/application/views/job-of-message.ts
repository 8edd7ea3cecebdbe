import type { GuildId, JobId, MessageId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { JobLists, JobStore } from '#ports/job-store.ts';
import { jobSeenBy } from './job-seen-by.ts';

/** A message that names no job is a progress message, or a notice of one of the latest jobs. */
const LATEST_LOOKED_AT = 50;

/**
 * The job that a message shows: the one it names, else the person's own by its progress message. Null for a job of
 * another server; in direct messages, which belong to no server, for another person's job.
 */
export async function jobOfMessage(
  context: { readonly store: JobStore & JobLists },
  request: {
    /** Null in direct messages. */
    readonly guildId: GuildId | null;
    readonly userId: UserId;
    readonly messageId: MessageId;
    /** The interaction that the message answers: the message's id may not be saved yet. */
    readonly interactionId: string | null;
    /** From the message; it may name any job, or none. */
    readonly named: JobId | null;
  },
): Promise<Job | null> {
  const { guildId, userId, messageId, interactionId, named } = request;
  if (named !== null) {
    if (guildId !== null) return jobSeenBy(context.store, named, { guildId, userId });
    const job = await context.store.findJob(named);
    return job?.origin.userId === userId ? job : null;
  }
  if (guildId === null) return null;
  const isShown = ({ progressMessageId }: Job): boolean => progressMessageId === messageId;
  const shown = (await context.store.unfinishedJobs(guildId, userId)).find(isShown);
  if (shown !== undefined) return shown;
  const answered =
    interactionId === null ? null : await context.store.findJobByInteraction(interactionId);
  if (answered !== null) return answered.origin.guildId === guildId ? answered : null;
  const latest = await context.store.recentJobs(guildId, userId, LATEST_LOOKED_AT);
  return latest.find(isShown) ?? null;
}
