import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { isHiddenFrom } from '#domain/job-visibility.ts';
import type { JobStore } from '#ports/job-store.ts';

/**
 * A job whose id came from outside, if it is of this server and visible to this person: other people's stealth jobs do
 * not exist for them.
 */
export async function jobSeenBy(
  store: JobStore,
  jobId: JobId | null,
  asker: { readonly guildId: GuildId; readonly userId: UserId },
): Promise<Job | null> {
  const job = jobId === null ? null : await store.findJob(jobId);
  if (job?.origin.guildId !== asker.guildId || isHiddenFrom(job, asker.userId)) return null;
  return job;
}
