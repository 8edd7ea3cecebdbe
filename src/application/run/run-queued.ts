import { findVendor, type Inside } from '#application/inside.ts';
import { changeVendor, waitForVendor } from '#application/vendors/change-vendor.ts';
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { Step } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';
import { beginStep } from './begin-step.ts';
import { moveOn } from './move-job.ts';
import { resultFromArchive } from './result-from-archive.ts';
import { submitStep } from './submit-step.ts';
import { vendorRequest } from './vendor-request.ts';

/** Starts a job or its next step: from the archive where that is enough, else at the vendor. */
export async function runQueued(inside: Inside, job: Job): Promise<Job | null> {
  if (actionRow(job.request.action).fromArchive) {
    const outcome = await resultFromArchive(inside, job);
    return moveOn(
      inside,
      job,
      outcome.kind === 'found'
        ? { kind: 'result-archived', result: outcome.result }
        : { kind: 'job-failed', failure: outcome.failure },
    );
  }
  const vendor = findVendor(inside, job.vendor);
  if (vendor === null) {
    const failure = { kind: 'internal', detail: 'the vendor is no longer configured' } as const;
    if (await changeVendor(inside, job, failure)) return null;
    return moveOn(inside, job, { kind: 'job-failed', failure });
  }
  const steps = await inside.store.stepsOf(job.id);
  const isShared = await isSharedStep(inside, vendor, job, steps);
  const kept = isShared ? await keptStep(inside, job) : null;
  if (kept !== null) return moveOn(inside, job, { kind: 'step-finished' }, { step: kept });
  // A step that was deferred keeps its key: the vendor must see every attempt as the same call.
  const step: Step = steps.find(({ index }) => index === job.stepIndex) ?? {
    jobId: job.id,
    index: job.stepIndex,
    idempotencyKey: inside.random.secret(),
    ticket: null,
    handle: null,
  };
  const admitted = inside.watch.admit(vendor.name);
  if (admitted.kind === 'wait') return waitForVendor(inside, job, admitted);
  // The intent is on disk before money is spent; a crash after this line is seen as `submitting`.
  const submitting = await beginStep(inside, job, step, isShared);
  if (submitting === null) return null;
  const previous = steps.filter(({ index }) => index < job.stepIndex);
  return submitStep(inside, submitting, { vendor, step, previous });
}

/** Whether the current step only prepares the picture, so that any follow-up of it may make it. */
async function isSharedStep(
  inside: Inside,
  vendor: Vendor,
  job: Job,
  steps: readonly Step[],
): Promise<boolean> {
  // Whatever this job began itself it must also end: it may be billed already.
  if (steps.some(({ index }) => index === job.stepIndex)) return false;
  if (job.parentId === null || vendor.keptSteps === undefined) return false;
  return job.stepIndex < vendor.keptSteps(await vendorRequest(inside, job));
}

/** The current step, done, where another job has paid for it on the same picture. */
async function keptStep(inside: Inside, job: Job): Promise<Step | null> {
  const handle = await inside.store.keptHandle(job, job.stepIndex);
  if (handle === null) return null;
  const idempotencyKey = inside.random.secret();
  return { jobId: job.id, index: job.stepIndex, idempotencyKey, ticket: null, handle };
}
