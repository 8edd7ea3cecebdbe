/**
 * The one function that moves a job: a start, a retry, a webhook's wake and a restart after a
 * crash all end here. It relies on the lease it was claimed with and on every save comparing the
 * revision; whoever finds its save stale lets go. It never sleeps: what must wait is saved as due.
 */

import type { Inside } from '#application/inside.ts';
import type { Job } from '#domain/job.ts';
import { runDelivering } from './run-delivering.ts';
import { runNotice } from './run-notice.ts';
import { runQueued } from './run-queued.ts';
import { runRunning } from './run-running.ts';
import { runSubmitting } from './run-submitting.ts';
import { setAside } from './set-aside.ts';

/** Moves the job as far as it goes without waiting. */
export async function runJob(inside: Inside, claimed: Job): Promise<void> {
  try {
    let job: Job | null = claimed;
    while (job !== null) job = await runState(inside, job);
  } catch (error) {
    await setAside(inside, claimed.id, error);
  }
}

/** One state's work. The job is returned while this worker still holds it, else null. */
function runState(inside: Inside, job: Job): Promise<Job | null> {
  switch (job.state) {
    case 'queued':
      return runQueued(inside, job);
    case 'submitting':
      return runSubmitting(inside, job);
    case 'running':
      return runRunning(inside, job);
    case 'delivering':
      return runDelivering(inside, job);
    case 'failed':
    case 'cancelled':
      return runNotice(inside, job);
    case 'done':
      return Promise.resolve(null);
    default:
      return job.state satisfies never;
  }
}
