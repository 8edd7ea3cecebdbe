/**
 * Cancels a job that has no result yet, waiting ones included. Relies on the revision: the next save of a worker that
 * holds the job is stale and it lets go, so that cancelling does not wait for a vendor. A delivered result is never
 * taken back.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { DAY_MS } from '#domain/period.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';

/** The cancelled job, or why it cannot be cancelled. */
export type CancelOutcome = { readonly kind: 'cancelled'; readonly job: Job } | Rejected;

/**
 * Jobs that a member may cancel in a server and a day after their vendor was asked. The vendor bills them and the server
 * gets its credits back, so that without a bound one person could spend the operator's money for nothing.
 */
const CANCELLED_AT_VENDOR_MAX = 10;

/** A worker may save the job between the read and the cancel, but only a few times in the job's life. */
const TRIES = 5;

/**
 * Cancels one of the person's own jobs. The refund is booked in the same transaction; the worker posts the notice.
 * @throws {Error} if the job changed at every try, which is a bug.
 */
export async function cancelJob(
  context: AppContext,
  request: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<CancelOutcome> {
  for (let tried = 0; tried < TRIES; tried++) {
    const job = await jobSeenBy(context.store, request.jobId, request);
    if (job === null) return rejected({ kind: 'job-unknown' });
    if (job.origin.userId !== request.userId) return rejected({ kind: 'not-yours' });
    const over = overState(job);
    if (over !== null) return rejected({ kind: 'job-over', state: over });
    if (await isBilledTooOften(context, job)) {
      return rejected({ kind: 'cancelled-too-often', most: CANCELLED_AT_VENDOR_MAX });
    }
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
  throw new Error(`job ${request.jobId} changed at every attempt to cancel it`);
}

/** Whether a vendor bills the job, and its member has used up the cancellations of such jobs. */
async function isBilledTooOften(context: AppContext, job: Job): Promise<boolean> {
  const { state, stepIndex, vendor, origin } = job;
  const isAsked = state !== 'queued' || stepIndex > 0;
  if (!isAsked || findVendor(context, vendor)?.isFree === true) return false;
  const { guildId, userId } = origin;
  const sinceMs = context.clock.nowMs() - DAY_MS;
  const max = CANCELLED_AT_VENDOR_MAX;
  return (await context.store.cancelledAtVendor({ guildId, userId, sinceMs, max })) >= max;
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
