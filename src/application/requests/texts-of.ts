/** Words that a job found, and what it takes to imagine them. */

import type { AppContext } from '#application/app-context.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, RoleId, UserId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { priceCredits } from '#domain/price.ts';
import type { TextsResult } from '#domain/result.ts';
import type { RequestOutcome } from './accept-job.ts';
import { requestImagine } from './request-imagine.ts';

/** Words that a job found. */
export type TextsInfo = {
  readonly job: Job;
  readonly result: TextsResult;
  /** What imagining one of them costs. */
  readonly priceEachCredits: number;
};

/** Null for a job of another server, and for one that has no words. */
export async function textsOf(
  context: Pick<AppContext, 'store' | 'settings'>,
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
  { store }: Pick<AppContext, 'store'>,
  asker: { readonly guildId: GuildId; readonly userId: UserId },
  jobId: JobId,
): Promise<{ readonly job: Job; readonly result: TextsResult } | null> {
  const job = await jobSeenBy(store, jobId, asker);
  return job?.result?.kind === 'texts' ? { job, result: job.result } : null;
}

/** `Imagine all`: a job for each text, in order; the first refusal ends it. */
export async function requestImagineAll(
  context: AppContext,
  {
    origin,
    jobId,
    roleIds = [],
  }: {
    readonly origin: JobOrigin;
    readonly jobId: JobId;
    readonly roleIds?: readonly RoleId[];
  },
): Promise<readonly RequestOutcome[]> {
  const found = await jobWithTexts(context, origin, jobId);
  if (found === null) return [{ kind: 'rejected', rejection: { kind: 'button-stale' } }];
  const outcomes: RequestOutcome[] = [];
  for (const [place, prompt] of found.result.texts.entries()) {
    const interactionId = interactionPart(origin.interactionId, place);
    const from = { jobId, number: place + 1 };
    const outcome = await requestImagine(context, {
      origin: { ...origin, interactionId },
      prompt,
      from,
      roleIds,
    });
    outcomes.push(outcome);
    if (outcome.kind === 'rejected') break;
  }
  return outcomes;
}
