import { quotaInfo, shortOfCredits } from '#application/accounts/quota-info.ts';
import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { BatchQuestion } from './batches.ts';
import { imagineWritten } from './imagine-written.ts';
import { type BatchOutcome, startEach } from './start-each.ts';
import { suggestionsOf } from './suggestions-of.ts';
import { beginningAt, promptWriter } from './written-prompt.ts';

/** The question of `Imagine all` before it starts anything. */
export type ImagineAllQuestion = Pick<
  BatchQuestion,
  'kind' | 'jobs' | 'credits' | 'availableCredits'
>;

/**
 * The number of jobs and the price of `Imagine all` with the person's current settings; refused if one of the
 * suggestions would be, or if the server cannot pay for all. Starts and books nothing.
 */
export async function askImagineAll(
  context: AppContext,
  asker: Pick<JobOrigin, 'guildId' | 'userId'> & { readonly jobId: JobId },
): Promise<ImagineAllQuestion | Rejected> {
  const found = await suggestionsOf(context, asker);
  if (found === null) return rejected({ kind: 'button-stale', jobId: asker.jobId });
  const write = await promptWriter(context, asker.userId);
  let credits = 0;
  for (const prompt of found.result.suggestions) {
    const read = write(prompt);
    if (read.kind === 'rejected') return read;
    const { written } = read;
    const choice = await chooseAtSpeed(context, beginningAt(written), written);
    if (choice.kind === 'rejected') return choice;
    credits += jobTerms(context, choice.vendor.name, choice.requirements).credits;
  }
  const quota = await quotaInfo(context, asker.guildId);
  const short = shortOfCredits(quota, credits);
  if (short !== null) return rejected(short);
  const { available: availableCredits } = quota.account;
  return { kind: 'question', jobs: found.result.suggestions.length, credits, availableCredits };
}

/**
 * `Imagine all`: a job for each suggestion, in order, up to the first refusal. The origin is the answered interaction,
 * so that a repeated answer finds the same jobs.
 */
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
): Promise<readonly BatchOutcome[]> {
  const found = await suggestionsOf(context, { ...origin, jobId });
  if (found === null) return [rejected({ kind: 'button-stale', jobId })];
  const write = await promptWriter(context, origin.userId);
  return startEach(found.result.suggestions, async (prompt, place) => {
    const read = write(prompt);
    if (read.kind === 'rejected') return read;
    return imagineWritten(context, {
      // The interaction's own id is for the question's message, which belongs to none of the jobs.
      origin: { ...origin, interactionId: interactionPart(origin.interactionId, place + 1) },
      written: read.written,
      parent: found.job,
      cell: CELLS.find((cell) => cell === place + 1) ?? null,
      roleIds,
    });
  });
}
