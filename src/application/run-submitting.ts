/**
 * A job found in `submitting`: a crash or a lost answer left it unknown whether the vendor was
 * asked. A vendor that honours idempotency keys is asked again with the same key. Any other is
 * never asked twice: it is searched for the job where it can be, else the job fails and the server
 * gets its credits back.
 */
import type { Job } from '#domain/job.ts';
import { findVendor, type Inside } from './inside.ts';
import { letGo, moveOn } from './move-job.ts';
import { ATTEMPTS_MAX, pauseMs } from './retry-policy.ts';
import { type StepCall, saveSubmitOutcome, submissionOf, submitStep } from './submit-step.ts';

/** Finds out what became of the call, without ever paying twice. */
export async function runSubmitting(inside: Inside, job: Job): Promise<Job | null> {
  const vendor = findVendor(inside, job.vendor);
  const steps = await inside.store.stepsOf(job.id);
  const step = steps.find(({ index }) => index === job.stepIndex);
  if (vendor === null || step === undefined) {
    return failLost(inside, job, 'the vendor is no longer configured');
  }
  const call = { vendor, step, previous: steps.filter(({ index }) => index < job.stepIndex) };
  if (vendor.idempotent) {
    return job.attempts >= ATTEMPTS_MAX
      ? failLost(inside, job, 'no answer after many tries')
      : submitStep(inside, job, call);
  }
  return searchStep(inside, job, call);
}

async function searchStep(inside: Inside, job: Job, call: StepCall): Promise<Job | null> {
  if (call.vendor.find === undefined) {
    return failLost(inside, job, 'the answer was lost and the vendor has no way to look it up');
  }
  const found = await call.vendor.find(await submissionOf(inside, job, call));
  if (found.kind === 'found') {
    return saveSubmitOutcome(inside, job, call, { kind: 'accepted', ticket: found.ticket });
  }
  if (job.attempts + 1 >= ATTEMPTS_MAX) {
    return failLost(
      inside,
      job,
      `the vendor's list ${found.kind === 'absent' ? 'lacks it' : 'cannot be read'}`,
    );
  }
  // A list may lag behind; only after several looks is an absent job taken as not accepted.
  const retryAtMs = inside.clock.nowMs() + pauseMs(job.attempts, inside.random.unit());
  return letGo(inside, job, { kind: 'submit-unclear', retryAtMs });
}

function failLost(inside: Inside, job: Job, detail: string): Promise<Job | null> {
  inside.log.error({ job: job.id, vendor: job.vendor, detail }, 'submission lost; refunded');
  return moveOn(inside, job, { kind: 'job-failed', failure: { kind: 'lost', detail } });
}
