/**
 * Stops a job that has nothing to show yet, waiting ones too. Relies on the revision: a worker that
 * holds the job finds its next save stale and lets go, so that a vendor that has accepted already is not
 * waited for. It never takes back what was delivered.
 */

import type { AppContext } from '#application/app-context.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Rejected } from '#domain/rejection.ts';

/** The cancelled job, or why it cannot be cancelled. */
export type CancelOutcome = { readonly kind: 'cancelled'; readonly job: Job } | Rejected;

/** A worker may save between the look and the cancel; it does so a few times in a job's whole life. */
const TRIES = 5;

/**
 * Cancels one of the person's own jobs. The refund is booked with it; the worker tells of it.
 *
 * @throws {Error} where the job changed at every try, which is a fault.
 */
export async function cancelJob(
  context: AppContext,
  request: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<CancelOutcome> {
  for (let tried = 0; tried < TRIES; tried++) {
    const job = await jobSeenBy(context.store, request.jobId, request);
    if (job === null) return { kind: 'rejected', rejection: { kind: 'job-unknown' } };
    if (job.origin.userId !== request.userId) {
      return { kind: 'rejected', rejection: { kind: 'not-yours' } };
    }
    const over = overState(job);
    if (over !== null) return { kind: 'rejected', rejection: { kind: 'job-over', state: over } };
    const saved = await context.store.saveEvent(
      job,
      { kind: 'job-cancelled' },
      context.clock.nowMs(),
    );
    if (saved.kind !== 'saved') continue;
    context.log.info({ job: job.id, from: job.state, vendor: job.vendor }, 'job cancelled');
    context.meter.jobMoved(job.state, saved.job.state, job.vendor);
    context.wake();
    return { kind: 'cancelled', job: saved.job };
  }
  throw new Error(`job ${request.jobId} moved at every try to cancel it`);
}

function overState({ state }: Job): 'delivering' | 'done' | 'failed' | 'cancelled' | null {
  switch (state) {
    case 'queued':
    case 'submitting':
    case 'running':
      return null;
    case 'delivering':
    case 'done':
    case 'failed':
    case 'cancelled':
      return state;
    default:
      return state satisfies never;
  }
}
