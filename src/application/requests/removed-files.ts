/** What a press gets to read whose job's pictures or words are no longer kept. */
import type { AppContext } from '#application/app-context.ts';
import { jobOffer } from '#application/views/job-offer.ts';
import type { ActionName } from '#domain/action.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Rejection } from '#domain/rejection.ts';

/** Follow-ups of follow-ups: further back than this nobody remembers what was asked. */
const GENERATIONS_MAX = 8;

/** Why the action cannot be done; null where it does not need what was removed. */
export async function removedObstacle(
  context: Pick<AppContext, 'store' | 'vendors' | 'links'>,
  job: Job,
  action: ActionName,
): Promise<Rejection | null> {
  if (job.forgotten === true) return { kind: 'words-removed' };
  if (job.filesRemoved !== true || job.result?.kind === 'suggestions' || action === 'reroll')
    return null;
  return { kind: 'files-removed', again: await repeatable(context, job) };
}

/** The job, or the nearest of its ancestors, that can be asked for once more. */
async function repeatable(
  context: Pick<AppContext, 'store' | 'vendors' | 'links'>,
  job: Job,
): Promise<JobId | null> {
  let candidate: Job | null = job;
  for (let depth = 0; candidate !== null && depth < GENERATIONS_MAX; depth += 1) {
    if (candidate.forgotten === true) return null;
    if (jobOffer(context, candidate).some(({ action }) => action === 'reroll')) return candidate.id;
    candidate =
      candidate.parentId === null ? null : await context.store.findJob(candidate.parentId);
  }
  return null;
}
