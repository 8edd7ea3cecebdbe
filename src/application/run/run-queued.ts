import { type AppContext, findVendor, VENDOR_GONE } from '#application/app-context.ts';
import { changeVendor, waitForVendor } from '#application/vendors/change-vendor.ts';
import { unpaidCost } from '#application/vendors/vendor-cost.ts';
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { Json } from '#domain/json.ts';
import type { Step } from '#ports/job-store.ts';
import type { Vendor, VendorPlan } from '#ports/vendor.ts';
import { resultFromArchive } from './result-from-archive.ts';
import { failJob, LEASE_MS, observe, saveAndContinue, saveAndRelease } from './save-job.ts';
import { submitStep } from './submit-step.ts';
import { vendorRequest } from './vendor-request.ts';

/** Preparing a picture takes seconds; a job that waits for it checks again after a tenth of its age, within these ms. */
const LOOK_AGAIN_MS = 1_000;
const LOOK_AGAIN_LONGEST_MS = 30_000;

const BEGAN: JobEvent = { kind: 'submit-began' };

/** Starts a job or its next step: from the archive where that is enough, else at the vendor. */
export async function runQueued(context: AppContext, job: Job): Promise<Job | null> {
  if (actionRow(job.request.action).fromArchive) {
    const outcome = await resultFromArchive(context, job);
    return outcome.kind === 'found'
      ? saveAndContinue(context, job, { kind: 'result-archived', result: outcome.result })
      : failJob(context, job, outcome.failure);
  }
  const vendor = findVendor(context, job.vendor);
  if (vendor === null) {
    if (await changeVendor(context, job, VENDOR_GONE)) return null;
    return failJob(context, job, VENDOR_GONE);
  }
  const steps = await context.store.stepsOf(job.id);
  const request = await vendorRequest(context, job);
  const plan = vendor.plan(request);
  // A step that this job began is its own to finish: it may already be billed.
  const hasBegun = steps.some(({ index }) => index === job.stepIndex);
  const isReusable = !hasBegun && job.parentId !== null && isReusableAt(plan, job.stepIndex);
  const made = isReusable ? await context.store.reusableStep(job, job.stepIndex) : null;
  if (made !== null) return useStep(context, job, { vendor, plan }, made);
  // A deferred step keeps its idempotency key: every attempt must be the same call to the vendor.
  const step: Step = steps.find(({ index }) => index === job.stepIndex) ?? newStep(context, job);
  const admitted = context.watch.admit(vendor.name);
  if (admitted.kind === 'wait') return waitForVendor(context, job, admitted);
  try {
    // The intent is saved before money is spent; after a crash from here on the job is `submitting`.
    const submitting = await beginStep(context, job, step, isReusable);
    if (submitting === null) return null;
    const previous = steps.filter(({ index }) => index < job.stepIndex);
    const call = { vendor, request, step, previous };
    return await submitStep(context, submitting, call, 'submit-deferred');
  } finally {
    context.watch.left(vendor.name, admitted);
  }
}

const isReusableAt = (plan: VendorPlan, stepIndex: number): boolean =>
  plan.kind === 'steps' && plan.steps[stepIndex]?.reusable === true;

const newStep = ({ random }: Pick<AppContext, 'random'>, { id, stepIndex }: Job): Step => ({
  jobId: id,
  index: stepIndex,
  idempotencyKey: random.secret(),
  ticket: null,
  handle: null,
});

/**
 * Saves the intent to submit a step. Only one job at a time submits a reusable step: the others wait for it without
 * using up a try, then use its handle. Null: not now, or another worker has the job.
 */
async function beginStep(
  context: AppContext,
  job: Job,
  step: Step,
  reusableStep: boolean,
): Promise<Job | null> {
  const nowMs = context.clock.nowMs();
  const effects = { step, reusableStep };
  const outcome = await context.store.saveEventAndKeep(job, BEGAN, nowMs, LEASE_MS, effects);
  if (outcome.kind === 'reusable-step-exists') {
    const tenthMs = Math.round((nowMs - job.createdAtMs) / 10);
    const pauseMs = Math.min(LOOK_AGAIN_LONGEST_MS, Math.max(LOOK_AGAIN_MS, tenthMs));
    return saveAndRelease(context, job, { kind: 'submit-postponed', retryAtMs: nowMs + pauseMs });
  }
  return observe(context, job, BEGAN, outcome);
}

/** Continues from a step that another job paid for on the same picture; this job is not charged for it. */
async function useStep(
  context: AppContext,
  job: Job,
  { vendor, plan }: { readonly vendor: Vendor; readonly plan: VendorPlan },
  handle: Json,
): Promise<Job | null> {
  const cost = plan.kind === 'steps' ? await unpaidCost(context, job, vendor, plan.steps) : null;
  return saveAndContinue(
    context,
    job,
    { kind: 'step-finished' },
    {
      step: { ...newStep(context, job), handle },
      ...(cost === null ? {} : { vendorCost: cost }),
    },
  );
}
