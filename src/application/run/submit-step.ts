/**
 * The billable call. Its intent is saved before this runs; the outcome is accepted, certainly not accepted, or unclear.
 * An unclear call is never repeated here: `runSubmitting` handles it, as after a crash.
 */

import type { AppContext } from '#application/app-context.ts';
import {
  changeVendor,
  isUnavailableTooLong,
  mayChangeVendor,
} from '#application/vendors/change-vendor.ts';
import { isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { Step } from '#ports/job-store.ts';
import type { SubmitOutcome, Vendor, VendorRequest, VendorSubmission } from '#ports/vendor.ts';
import { hideQuotes } from './hide-quotes.ts';
import { madeBefore } from './made-before.ts';
import { ATTEMPTS_MAX, LOST_ATTEMPTS_MAX, mayRetry, pauseMs } from './retry-policy.ts';
import { failJob, saveAndPause, saveAndRelease } from './save-job.ts';
import { scheduleCheck } from './schedule-check.ts';

/** A step to submit, with the steps before it. */
export type StepCall = {
  readonly vendor: Vendor;
  /** Built once per pass. */
  readonly request: VendorRequest;
  readonly step: Step;
  readonly previous: readonly Step[];
};

/** The submission exactly as any attempt of this step sends it. */
export function submissionOf(
  context: Pick<AppContext, 'webhooks'>,
  job: Job,
  { vendor, request, step, previous }: StepCall,
): VendorSubmission {
  return {
    request,
    stepIndex: step.index,
    previous: previous.map(({ handle }) => handle),
    idempotencyKey: step.idempotencyKey,
    reference: job.id,
    acceptedHereAtMs: job.createdAtMs,
    webhookUrl:
      vendor.webhook === undefined
        ? null
        : context.webhooks.addressOf({
            vendor: vendor.name,
            jobId: job.id,
            stepIndex: step.index,
          }),
  };
}

/** The event to save where this attempt was not accepted. */
type RetryEvent = 'submit-deferred' | 'submit-unclear';

/** The key of a step among the receipts that are not saved yet. */
export const receiptOf = ({ jobId, index }: Step, vendor: string): string =>
  `${jobId}/${index}/${vendor}`;

/**
 * Submits the step and saves the outcome. `retryEvent` is the event to save if this attempt was certainly not accepted:
 * only the caller knows whether an earlier one may have been.
 */
export async function submitStep(
  context: AppContext,
  job: Job,
  call: StepCall,
  retryEvent: RetryEvent,
): Promise<Job | null> {
  const submission = submissionOf(context, job, call);
  // After a pause longer than its lease another process may already have this job and submit it.
  if (!context.presence.isCertain()) {
    context.log.warn({ job: job.id }, 'submit postponed: heartbeat is late');
    return saveAndRelease(context, job, { kind: retryEvent, retryAtMs: context.clock.nowMs() });
  }
  const beganAtMs = context.clock.nowMs();
  const outcome = hideQuotes(context, job, await call.vendor.submit(submission));
  context.meter.vendorCalled({
    vendor: call.vendor.name,
    operation: 'submit',
    outcome: outcome.kind === 'accepted' ? 'accepted' : outcome.failure.kind,
    ms: context.clock.nowMs() - beganAtMs,
  });
  // What our own file refuses was never sent, and says nothing of the vendor.
  const isUnsent = outcome.kind === 'refused' && outcome.isUnsent === true;
  if (!isUnsent) context.watch.record(call.vendor.name, outcome);
  return saveSubmitOutcome(context, job, call, outcome, retryEvent);
}

/** Turns an outcome into the job's next state; also used for the result of a search. */
export async function saveSubmitOutcome(
  context: AppContext,
  job: Job,
  { vendor, step }: Pick<StepCall, 'vendor' | 'step'>,
  outcome: SubmitOutcome,
  retryEvent: RetryEvent = 'submit-unclear',
): Promise<Job | null> {
  const nowMs = context.clock.nowMs();
  if (outcome.kind === 'accepted') {
    const old =
      outcome.isOld === true ? await madeBefore(context, job, vendor, outcome.ticket) : null;
    if (old !== null) return failJob(context, job, old);
    const isReady = outcome.isReady === true;
    const receipt = receiptOf(step, vendor.name);
    context.receipts?.set(receipt, outcome.ticket);
    const saved = await saveAndRelease(
      context,
      job,
      {
        kind: 'submit-accepted',
        acceptedAtMs: nowMs,
        checkAtMs: isReady
          ? nowMs
          : await scheduleCheck(context, { ...job, acceptedAtMs: nowMs }, vendor),
        deadlineAtMs: nowMs + vendor.limits.deadlineMs,
      },
      { step: { ...step, ticket: outcome.ticket } },
    );
    context.receipts?.delete(receipt);
    return saved;
  }
  const { failure } = outcome;
  // An earlier attempt may still have been accepted: moving would pay another vendor too.
  const mayMove = retryEvent === 'submit-deferred' && outcome.kind === 'refused';
  if (mayMove && mayChangeVendor(outcome)) {
    if (await changeVendor(context, job, failure)) return null;
  }
  const retryAtMs = nowMs + pauseMs(job.attempts, context.random.unit(), failure.retryAfterMs);
  // An account that is refused by now may have been charged for an earlier attempt, which is looked for as before.
  const isOpen = retryEvent === 'submit-unclear' && isAboutAccount(failure.kind);
  if (outcome.kind === 'lost' || isOpen) {
    context.log.warn({ job: job.id, vendor: vendor.name, failure }, 'submit unclear');
    return saveAndPause(context, job, { kind: 'submit-unclear', retryAtMs }, 'unclear');
  }
  const mayBeAccepted = retryEvent === 'submit-unclear';
  const attemptsMax = mayBeAccepted ? LOST_ATTEMPTS_MAX : ATTEMPTS_MAX;
  // A Retry-After of an hour at every attempt must not make a person wait for eight hours.
  const isWaitedFor = mayBeAccepted || !isUnavailableTooLong(context, job);
  if (isWaitedFor && mayRetry(failure.kind, job.attempts, attemptsMax)) {
    const trouble = mayBeAccepted ? 'unclear' : 'unreachable';
    return saveAndPause(context, job, { kind: retryEvent, retryAtMs }, trouble);
  }
  return failJob(context, job, failure);
}
