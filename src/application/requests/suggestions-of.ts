/** Words that a job found, and what it takes to imagine them. */

import type { AppContext } from '#application/app-context.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { priceCredits } from '#domain/price.ts';
import type { SuggestionsResult } from '#domain/result.ts';
import type { JobStore } from '#ports/job-store.ts';

/** Words that a job found. */
export type SuggestionsInfo = {
  readonly job: Job;
  readonly result: SuggestionsResult;
  /** What imagining one of them costs. */
  readonly priceEachCredits: number;
};

/** Null for a job of another server, and for one that has no words. */
export async function suggestionsOf(
  context: Pick<AppContext, 'settings'> & { readonly store: JobStore },
  asked: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<SuggestionsInfo | null> {
  const found = await jobWithSuggestions(context, asked, asked.jobId);
  if (found === null) return null;
  const priceEachCredits = priceCredits(
    { action: 'imagine', speed: found.job.request.speed, vendor: found.job.vendor },
    context.settings.prices,
  );
  return { ...found, priceEachCredits };
}

/** The job whose words are meant; what it is named by came from outside. */
export async function jobWithSuggestions(
  { store }: { readonly store: JobStore },
  asker: { readonly guildId: GuildId; readonly userId: UserId },
  jobId: JobId,
): Promise<{ readonly job: Job; readonly result: SuggestionsResult } | null> {
  const job = await jobSeenBy(store, jobId, asker);
  return job?.result?.kind === 'suggestions' ? { job, result: job.result } : null;
}
