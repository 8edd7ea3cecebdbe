/**
 * The one function that moves a job: a start, a retry, a webhook's wake and a restart after a crash all end here. It
 * relies on the job's lease and on every save comparing the revision; a worker whose save is stale lets go. It never
 * sleeps: a wait is saved as the job's due time.
 */

import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import { deferAfterError } from './defer-after-error.ts';
import { runDelivering } from './run-delivering.ts';
import { runNotice } from './run-notice.ts';
import { runQueued } from './run-queued.ts';
import { runRunning } from './run-running.ts';
import { runSubmitting } from './run-submitting.ts';

/** Moves the job as far as it goes without waiting. False: it could not be saved, and its lease must be released. */
export async function runJob(
  context: AppContext,
  claimed: Job,
  isStopping: () => boolean = () => false,
): Promise<boolean> {
  try {
    let job: Job | null = claimed;
    // Between two states everything is saved: another process can continue from there.
    while (job !== null && !(job !== claimed && isStopping())) job = await runState(context, job);
    return true;
  } catch (error) {
    return deferAfterError(context, claimed, error);
  }
}

/** Does one state's work. Returns the job while this worker still holds it, else null. */
function runState(context: AppContext, job: Job): Promise<Job | null> {
  switch (job.state) {
    case 'queued':
      return runQueued(context, job);
    case 'submitting':
      return runSubmitting(context, job);
    case 'running':
      return runRunning(context, job);
    case 'delivering':
      return runDelivering(context, job);
    case 'failed':
    case 'cancelled':
      return runNotice(context, job);
    case 'done':
      return Promise.resolve(null);
    default:
      return job.state satisfies never;
  }
}
