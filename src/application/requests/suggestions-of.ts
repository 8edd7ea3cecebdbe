import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { SuggestionsResult } from '#domain/result.ts';
import type { JobStore } from '#ports/job-store.ts';

/** A job with suggestions. */
export type SuggestionsInfo = {
  readonly job: Job;
  readonly result: SuggestionsResult;
};

/** Null for a job of another server or without suggestions; the id came from outside. */
export async function suggestionsOf(
  { store }: { readonly store: JobStore },
  asked: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<SuggestionsInfo | null> {
  const job = await jobSeenBy(store, asked.jobId, asked);
  return job?.result?.kind === 'suggestions' ? { job, result: job.result } : null;
}
