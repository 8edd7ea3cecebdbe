/** Refusals of presses on jobs whose pictures or prompts have been deleted. */
import type { AppContext } from '#application/app-context.ts';
import { jobOffer } from '#application/views/job-offer.ts';
import type { ActionName } from '#domain/action.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Rejection } from '#domain/rejection.ts';
import { parentResult } from './parent-result.ts';
import { isRepeatable } from './repeats.ts';

/** The most generations of follow-ups to search back. */
const GENERATIONS_MAX = 8;

/** Why the action cannot be done; null where it does not need the deleted data. */
export async function removedObstacle(
  context: Pick<AppContext, 'store' | 'vendors' | 'links'>,
  job: Job,
  action: ActionName,
): Promise<Rejection | null> {
  if (job.forgotten === true) return { kind: 'words-removed' };
  const isGone =
    action === 'reroll'
      ? await isStartRemoved(context, job)
      : job.filesRemoved === true && job.result?.kind !== 'suggestions';
  return isGone ? { kind: 'files-removed', again: await repeatable(context, job) } : null;
}

/** Whether videos or words cannot be made again because the picture that they were made of is no longer kept. */
async function isStartRemoved(context: Pick<AppContext, 'store'>, job: Job): Promise<boolean> {
  if (!isRepeatable(job)) return false;
  if (job.filesRemoved === true && (job.request.images ?? []).length > 0) return true;
  const start = await parentResult(context, job);
  return start?.filesRemoved === true || start?.forgotten === true;
}

/** The job, or its nearest ancestor, that can be repeated. */
async function repeatable(
  context: Pick<AppContext, 'store' | 'vendors' | 'links'>,
  job: Job,
): Promise<JobId | null> {
  let candidate: Job | null = job;
  for (let depth = 0; candidate !== null && depth < GENERATIONS_MAX; depth += 1) {
    if (candidate.forgotten === true) return null;
    const isOffered = jobOffer(context, candidate).some(({ action }) => action === 'reroll');
    if (isOffered && !(await isStartRemoved(context, candidate))) return candidate.id;
    candidate =
      candidate.parentId === null ? null : await context.store.findJob(candidate.parentId);
  }
  return null;
}
