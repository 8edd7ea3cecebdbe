import type { GuildId, JobId, MessageId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { JobLists, JobStore } from '#ports/job-store.ts';
import { jobSeenBy } from './job-seen-by.ts';

/**
 * The job that a message shows: the one it names, else the person's own job in progress whose progress it
 * is. Null for anything of another server; in direct messages, which belong to none, for anybody else's.
 */
export async function jobOfMessage(
  context: { readonly store: JobStore & JobLists },
  request: {
    /** Null in direct messages. */
    readonly guildId: GuildId | null;
    readonly userId: UserId;
    readonly messageId: MessageId;
    /** The interaction that the message answers; its id may not be saved with the job yet. */
    readonly interactionId: string | null;
    /** Read off the message; it may name any job, or none. */
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
  const unfinished = await context.store.unfinishedJobs(guildId, userId);
  const shown = unfinished.find(({ progressMessageId }) => progressMessageId === messageId);
  if (shown !== undefined || interactionId === null) return shown ?? null;
  const answered = await context.store.findJobByInteraction(interactionId);
  return answered?.origin.guildId === guildId ? answered : null;
}
