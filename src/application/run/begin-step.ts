import type { Inside } from '#application/inside.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Step } from '#ports/store.ts';
import { LEASE_MS } from './lease.ts';
import { letGo, observe } from './move-job.ts';

/** Preparing a picture takes seconds; whoever waits for it looks again after so many ms. */
const LOOK_AGAIN_MS = 1_000;

const BEGAN: JobEvent = { kind: 'submit-began' };

/**
 * Saves the intent to ask for a step. A shared one is asked for by one job at a time: the others
 * wait for it without spending a try, and use what it made. Null: not now, or not by us.
 */
export async function beginStep(
  inside: Inside,
  job: Job,
  step: Step,
  isShared: boolean,
): Promise<Job | null> {
  const nowMs = inside.clock.nowMs();
  const effects = { step, isShared };
  const outcome = await inside.store.saveEventAndKeep(job, BEGAN, nowMs, LEASE_MS, effects);
  if (outcome.kind === 'made-elsewhere') {
    return letGo(inside, job, { kind: 'submit-postponed', retryAtMs: nowMs + LOOK_AGAIN_MS });
  }
  return observe(inside, job, BEGAN, outcome);
}
