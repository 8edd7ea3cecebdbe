import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Step } from '#ports/job-store.ts';
import { LEASE_MS } from './lease.ts';
import { observe, saveAndRelease } from './save-job.ts';

/** Preparing a picture takes seconds; a job that waits for it checks again after this pause, in ms. */
const LOOK_AGAIN_MS = 1_000;

const BEGAN: JobEvent = { kind: 'submit-began' };

/**
 * Saves the intent to submit a step. Only one job at a time submits a reusable step: the others wait for it without
 * using up a try, then use its handle. Null: not now, or another worker has the job.
 */
export async function beginStep(
  context: AppContext,
  job: Job,
  step: Step,
  reusableStep: boolean,
): Promise<Job | null> {
  const nowMs = context.clock.nowMs();
  const effects = { step, reusableStep };
  const outcome = await context.store.saveEventAndKeep(job, BEGAN, nowMs, LEASE_MS, effects);
  if (outcome.kind === 'reusable-step-exists') {
    return saveAndRelease(context, job, {
      kind: 'submit-postponed',
      retryAtMs: nowMs + LOOK_AGAIN_MS,
    });
  }
  return observe(context, job, BEGAN, outcome);
}
