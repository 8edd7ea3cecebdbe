/**
 * A job found in `submitting`: after a crash or a lost answer it is unknown whether the vendor got the request. A report
 * that named its task settles that. With idempotency keys the request is sent again with the same key, for as long as
 * the vendor surely remembers the key. Otherwise it is never sent twice: the vendor is searched for the job where
 * possible, else the job fails and the server gets its credits back.
 */

import { type AppContext, findVendor } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { FindOutcome, VendorSubmission } from '#ports/vendor.ts';
import { doneByMs } from './duration-spread.ts';
import { notedTask } from './noted-task.ts';
import {
  ATTEMPTS_MAX,
  attemptsLasting,
  KEY_LASTS_MS,
  LOST_ATTEMPTS_MAX,
  pauseMs,
} from './retry-policy.ts';
import { failJob, saveAndPause } from './save-job.ts';
import {
  receiptOf,
  type StepCall,
  saveSubmitOutcome,
  submissionOf,
  submitStep,
} from './submit-step.ts';
import { vendorRequest } from './vendor-request.ts';

/** Finds out whether the submit was accepted, without ever paying twice. */
export async function runSubmitting(context: AppContext, job: Job): Promise<Job | null> {
  const vendor = findVendor(context, job.vendor);
  const steps = await context.store.stepsOf(job.id);
  const step = steps.find(({ index }) => index === job.stepIndex);
  if (vendor === null || step === undefined) {
    return failLost(context, job, 'the vendor is no longer configured');
  }
  const call = {
    vendor,
    request: await vendorRequest(context, job),
    step,
    previous: steps.filter(({ index }) => index < job.stepIndex),
  };
  const receipt = context.receipts?.get(receiptOf(step, vendor.name));
  if (receipt !== undefined) {
    return saveSubmitOutcome(context, job, call, { kind: 'accepted', ticket: receipt });
  }
  const submission = submissionOf(context, job, call);
  const reported = await reportedTicket(context, job, call, submission);
  if (reported !== null) {
    return saveSubmitOutcome(context, job, call, { kind: 'accepted', ticket: reported });
  }
  if (vendor.idempotent) {
    // The key is younger than the job.
    const isForgotten = context.clock.nowMs() - job.createdAtMs >= KEY_LASTS_MS;
    return isForgotten || job.attempts >= LOST_ATTEMPTS_MAX
      ? failLost(context, job, 'no answer after many tries')
      : submitStep(context, job, call, 'submit-unclear');
  }
  return searchStep(context, job, call, submission);
}

async function searchStep(
  context: AppContext,
  job: Job,
  call: StepCall,
  submission: VendorSubmission,
): Promise<Job | null> {
  const found = await findSubmission(call, submission);
  if (found === null) {
    return failLost(context, job, 'the answer was lost and the vendor has no way to look it up');
  }
  if (found.kind === 'found') {
    return saveSubmitOutcome(context, job, call, { kind: 'accepted', ticket: found.ticket });
  }
  if (job.attempts + 1 >= (await attemptsMaxOf(context, job, call, found.kind))) {
    return failLost(context, job, `the vendor ${FOUND_NOTHING[found.kind]}`);
  }
  const retryAtMs = context.clock.nowMs() + pauseMs(job.attempts, context.random.unit());
  return saveAndPause(context, job, { kind: 'submit-unclear', retryAtMs }, 'unclear');
}

type NotFound = Exclude<FindOutcome['kind'], 'found'> | typeof AWAITED.kind;

const FOUND_NOTHING: { readonly [kind in NotFound]: string } = {
  absent: 'does not know of it',
  unknown: 'cannot be asked for it',
  awaited: 'has not reported it',
};

/** For a vendor that cannot be asked and reports jobs at their end. */
const AWAITED = { kind: 'awaited' } as const;
/** By then nearly every job of its kind has ended at the vendor. */
const NEARLY_ALL = 0.99;
/** For the vendor's attempts to report again, after the first did not arrive. */
const REPEATED_MS = 90_000;

/** After how many searches the job counts as not accepted. */
async function attemptsMaxOf(
  { durations }: Pick<AppContext, 'durations'>,
  job: Job,
  { vendor }: StepCall,
  kind: NotFound,
): Promise<number> {
  // A list may lag behind: one look is not enough.
  if (kind === 'absent') return ATTEMPTS_MAX;
  if (kind === 'unknown') return LOST_ATTEMPTS_MAX;
  const usual = await durations.of(job);
  const takesMs = usual === null ? 0 : doneByMs(usual, NEARLY_ALL) + REPEATED_MS;
  return attemptsLasting(Math.min(takesMs, vendor.limits.deadlineMs));
}

/** The ticket of the task that a webhook named for the step; null if none did or no ticket can be made of it. */
async function reportedTicket(
  { store }: Pick<AppContext, 'store'>,
  { id: jobId, vendor }: Job,
  call: StepCall,
  submission: VendorSubmission,
): Promise<Json> {
  const { webhook } = call.vendor;
  if (!isReported(call, submission)) return null;
  const task = await notedTask(store, { jobId, stepIndex: call.step.index, vendor });
  return task === null ? null : (webhook?.ticketOf?.(task, submission) ?? null);
}

/** Searches the vendor's list where it has one; else a webhook may still come. Null where neither is possible. */
async function findSubmission(
  call: StepCall,
  submission: VendorSubmission,
): Promise<FindOutcome | typeof AWAITED | null> {
  const { find } = call.vendor;
  if (find !== undefined) return find(submission);
  return isReported(call, submission) ? AWAITED : null;
}

/** Whether the vendor was given the address, and its file makes a ticket of what it would report. */
const isReported = ({ vendor }: StepCall, submission: VendorSubmission): boolean =>
  submission.webhookUrl !== null &&
  (vendor.webhook?.ticketOf?.('any', submission) ?? null) !== null;

function failLost(context: AppContext, job: Job, detail: string): Promise<Job | null> {
  context.log.error({ job: job.id, vendor: job.vendor, detail }, 'submission lost; refunded');
  return failJob(context, job, { kind: 'lost', detail });
}
