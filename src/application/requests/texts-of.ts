/** Words that a job found, and what it takes to imagine them. */

import type { AppContext } from '#application/app-context.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { priceCredits } from '#domain/price.ts';
import type { TextsResult } from '#domain/result.ts';
import type { JobStore } from '#ports/job-store.ts';

/** Words that a job found. */
export type TextsInfo = {
  readonly job: Job;
  readonly result: TextsResult;
  /** What imagining one of them costs. */
  readonly priceEachCredits: number;
};

/** Null for a job of another server, and for one that has no words. */
export async function textsOf(
  context: Pick<AppContext, 'settings'> & { readonly store: JobStore },
  asked: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<TextsInfo | null> {
  const found = await jobWithTexts(context, asked, asked.jobId);
  if (found === null) return null;
  const priceEachCredits = priceCredits(
    { action: 'imagine', speed: found.job.request.speed, vendor: found.job.vendor },
    context.settings.prices,
  );
  return { ...found, priceEachCredits };
}

/** The job whose words are meant; what it is named by came from outside. */
export async function jobWithTexts(
  { store }: { readonly store: JobStore },
  asker: { readonly guildId: GuildId; readonly userId: UserId },
  jobId: JobId,
): Promise<{ readonly job: Job; readonly result: TextsResult } | null> {
  const job = await jobSeenBy(store, jobId, asker);
  return job?.result?.kind === 'texts' ? { job, result: job.result } : null;
}
