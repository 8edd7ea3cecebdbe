import { type AppContext, findVendor } from '#application/app-context.ts';
import { changeVendor, waitForVendor } from '#application/vendors/change-vendor.ts';
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { Step } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';
import { beginStep } from './begin-step.ts';
import { resultFromArchive } from './result-from-archive.ts';
import { saveAndContinue } from './save-job.ts';
import { submitStep } from './submit-step.ts';
import { vendorRequest } from './vendor-request.ts';

/** Starts a job or its next step: from the archive where that is enough, else at the vendor. */
export async function runQueued(context: AppContext, job: Job): Promise<Job | null> {
  if (actionRow(job.request.action).fromArchive) {
    const outcome = await resultFromArchive(context, job);
    return saveAndContinue(
      context,
      job,
      outcome.kind === 'found'
        ? { kind: 'result-archived', result: outcome.result }
        : { kind: 'job-failed', failure: outcome.failure },
    );
  }
  const vendor = findVendor(context, job.vendor);
  if (vendor === null) {
    const failure = { kind: 'internal', detail: 'the vendor is no longer configured' } as const;
    if (await changeVendor(context, job, failure)) return null;
    return saveAndContinue(context, job, { kind: 'job-failed', failure });
  }
  const steps = await context.store.stepsOf(job.id);
  const isShared = await isSharedStep(context, vendor, job, steps);
  const kept = isShared ? await keptStep(context, job) : null;
  if (kept !== null)
    return saveAndContinue(context, job, { kind: 'step-finished' }, { step: kept });
  // A step that was deferred keeps its key: the vendor must see every attempt as the same call.
  const step: Step = steps.find(({ index }) => index === job.stepIndex) ?? {
    jobId: job.id,
    index: job.stepIndex,
    idempotencyKey: context.random.secret(),
    ticket: null,
    handle: null,
  };
  const admitted = context.watch.admit(vendor.name);
  if (admitted.kind === 'wait') return waitForVendor(context, job, admitted);
  // The intent is on disk before money is spent; a crash after this line is seen as `submitting`.
  const submitting = await beginStep(context, job, step, isShared);
  if (submitting === null) return null;
  const previous = steps.filter(({ index }) => index < job.stepIndex);
  return submitStep(context, submitting, { vendor, step, previous }, 'submit-deferred');
}

/** Whether the current step only prepares the picture, so that any follow-up of it may make it. */
async function isSharedStep(
  context: AppContext,
  vendor: Vendor,
  job: Job,
  steps: readonly Step[],
): Promise<boolean> {
  // Whatever this job began itself it must also end: it may be billed already.
  if (steps.some(({ index }) => index === job.stepIndex)) return false;
  if (job.parentId === null || vendor.reusableSteps === undefined) return false;
  return job.stepIndex < vendor.reusableSteps(await vendorRequest(context, job));
}

/** The current step, done, where another job has paid for it on the same picture. */
async function keptStep(context: AppContext, job: Job): Promise<Step | null> {
  const handle = await context.store.keptHandle(job, job.stepIndex);
  if (handle === null) return null;
  const idempotencyKey = context.random.secret();
  return { jobId: job.id, index: job.stepIndex, idempotencyKey, ticket: null, handle };
}
