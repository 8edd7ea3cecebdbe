import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Step } from '#ports/job-store.ts';
import { LEASE_MS } from './lease.ts';
import { observe, saveAndRelease } from './save-job.ts';

/** Preparing a picture takes seconds; whoever waits for it looks again after so many ms. */
const LOOK_AGAIN_MS = 1_000;

const BEGAN: JobEvent = { kind: 'submit-began' };

/**
 * Saves the intent to ask for a step. A reusable one is asked for by one job at a time: the others
 * wait for it without spending a try, and use what it made. Null: not now, or not by us.
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
