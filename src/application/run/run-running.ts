/**
 * A job that the vendor is working on: polls once, saves the outcome, and waits again. The worker polls every vendor
 * the same way; a webhook only brings the next poll forward.
 */

import { type AppContext, findVendor, VENDOR_GONE } from '#application/app-context.ts';
import { fetchSource } from '#application/requests/fetch-source.ts';
import { changeVendor } from '#application/vendors/change-vendor.ts';
import { type Failure, isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';
import type { Step } from '#ports/job-store.ts';
import type { Attachment, ProgressTrouble } from '#ports/messenger.ts';
import type {
  CheckOutcome,
  PictureSource,
  Vendor,
  VendorOutput,
  VendorPlan,
} from '#ports/vendor.ts';
import { type ArchivedOutcome, archiveOutput, PATIENT_ATTEMPTS } from './archive-output.ts';
import { hideQuotes } from './hide-quotes.ts';
import { mayRetry, OUTAGE_ATTEMPTS_MAX, pauseMs } from './retry-policy.ts';
import { failJob, saveAndContinue, saveAndPause } from './save-job.ts';
import { learnDuration, scheduleCheck } from './schedule-check.ts';
import { plannedRequest } from './vendor-request.ts';

/** Polls the vendor once and does everything that follows without waiting. */
export async function runRunning(context: AppContext, job: Job): Promise<Job | null> {
  const vendor = findVendor(context, job.vendor);
  const steps = await context.store.stepsOf(job.id);
  const step = steps.find(({ index }) => index === job.stepIndex);
  if (vendor === null || step === undefined) {
    return failJob(context, job, VENDOR_GONE);
  }
  const beganAtMs = context.clock.nowMs();
  const outcome = hideQuotes(context, job, await vendor.check(step.ticket));
  context.meter.vendorCalled({
    vendor: vendor.name,
    operation: 'check',
    outcome: 'failure' in outcome ? outcome.failure.kind : outcome.kind,
    ms: context.clock.nowMs() - beganAtMs,
  });
  return saveCheckOutcome(context, job, { vendor, step }, outcome);
}

async function saveCheckOutcome(
  context: AppContext,
  job: Job,
  { vendor, step }: { readonly vendor: Vendor; readonly step: Step },
  outcome: CheckOutcome,
): Promise<Job | null> {
  context.watch.polled(vendor.name, outcome);
  // No new jobs for a vendor whose account has a problem, and the operator must know.
  if ('failure' in outcome && isAboutAccount(outcome.failure.kind)) {
    context.watch.record(vendor.name, { kind: 'seen', failure: outcome.failure });
  }
  switch (outcome.kind) {
    case 'running':
      if (isLate(context, job)) return failLate(context, job);
      return saveProgress(context, job, vendor, outcome);
    case 'failed':
      if (outcome.isUncharged === true && (await changeVendor(context, job, outcome.failure))) {
        return null;
      }
      return failJob(context, job, outcome.failure);
    case 'unreachable':
      if (isLate(context, job)) return failLate(context, job);
      return waitOrFail(context, job, outcome.failure, {
        willPass: isTemporary(outcome.failure),
        trouble: 'unreachable',
      });
    case 'finished': {
      // A retry does not show how long the vendor took.
      if (job.attempts === 0) await learnDuration(context, job, vendor);
      const plan = vendor.plan(await plannedRequest(context, job));
      if (hasNext(plan, job.stepIndex, outcome.output)) {
        const done: Step = { ...step, handle: outcome.output.handle };
        return saveAndContinue(context, job, { kind: 'step-finished' }, { step: done });
      }
      const archived = await fetchResult(context, job, { vendor, step }, outcome.output);
      if (archived.kind === 'archived') {
        noteMismatch(context, job, { vendor, step }, archived.result);
        return saveAndContinue(context, job, { kind: 'result-archived', result: archived.result });
      }
      return waitForResult(context, job, archived);
    }
    default:
      return outcome satisfies never;
  }
}

/** How long fetching a result may take before the person is told that it is finished, in ms. */
const UNREPORTED_MS = 20_000;

/**
 * Fetches the whole result. Before a permanent failure is final the vendor is polled once more: earlier tries may have
 * been polls without an answer, and links change.
 */
async function fetchResult(
  context: AppContext,
  job: Job,
  { vendor, step }: { readonly vendor: Vendor; readonly step: Step },
  output: VendorOutput,
): Promise<ArchivedOutcome> {
  const over = new AbortController();
  const notifyAtMs = context.clock.nowMs() + UNREPORTED_MS;
  const notifying = context.clock.sleepUntil(notifyAtMs, over.signal).then(() => {
    const isWaiting = !over.signal.aborted && context.clock.nowMs() >= notifyAtMs;
    if (isWaiting) context.messenger.offerProgress(job, null, 'unfetched');
  });
  try {
    const archived = await archiveOutput(context, vendor, job, output);
    if (archived.kind === 'archived' || !isUnrecoverable(job, archived)) return archived;
    const fresh = await vendor.check(step.ticket);
    return fresh.kind === 'finished'
      ? await archiveOutput(context, vendor, job, fresh.output)
      : archived;
  } finally {
    over.abort();
    await notifying;
  }
}

/** Whether this failure ends the job. */
const isUnrecoverable = (
  { attempts }: Job,
  { failure, isPermanent }: Extract<ArchivedOutcome, { readonly kind: 'failed' }>,
): boolean => isPermanent && failure.kind === 'picture-unavailable' && attempts >= PATIENT_ATTEMPTS;

/** Whether the plan has a step left that is needed; what only prepares the picture is never the result. */
const hasNext = (plan: VendorPlan, stepIndex: number, { endsPlan }: VendorOutput): boolean =>
  endsPlan !== true &&
  stepIndex + 1 < (plan.kind === 'steps' ? plan.steps.length : (plan.calls ?? 1));

/** Logs for the operator that the vendor ignored a parameter. */
function noteMismatch(
  { log }: Pick<AppContext, 'log'>,
  job: Job,
  { vendor, step }: { readonly vendor: Vendor; readonly step: Step },
  result: JobResult,
): void {
  const [first] = result.kind === 'grid' || result.kind === 'image' ? result.cells : [];
  if (first === undefined) return;
  const detail = vendor.mismatchOf?.(step.ticket, first.picture) ?? null;
  if (detail === null) return;
  log.warn({ job: job.id, vendor: vendor.name, detail }, 'vendor ignored a parameter');
}

async function saveProgress(
  context: AppContext,
  job: Job,
  vendor: Vendor,
  seen: { readonly percent: number | null; readonly preview: PictureSource | null },
): Promise<null> {
  const unwatchedMs = unwatched(context, job);
  const accepted = { ...job, acceptedAtMs: (job.acceptedAtMs ?? job.updatedAtMs) + unwatchedMs };
  const checkAtMs = await scheduleCheck(context, accepted, vendor);
  const saved = await context.store.saveEvent(
    job,
    { kind: 'progress-seen', percent: seen.percent, checkAtMs, unwatchedMs },
    context.clock.nowMs(),
  );
  if (saved.kind === 'saved') {
    context.messenger.offerProgress(
      saved.job,
      await previewOf(context, vendor, saved.job, seen.preview),
    );
  }
  return null;
}

/** A preview is optional: one that cannot be fetched is left out silently. */
async function previewOf(
  context: AppContext,
  vendor: Vendor,
  { request }: Job,
  source: PictureSource | null,
): Promise<Attachment | null> {
  if (source === null) return null;
  const fetched = await fetchSource(context, vendor, source);
  const preview = fetched.kind === 'fetched' ? await context.pictures.preview(fetched.bytes) : null;
  return preview === null || request.isSpoiler !== true ? preview : { ...preview, isSpoiler: true };
}

/** The result cannot be fetched: retries if that can help. */
async function waitForResult(
  context: AppContext,
  job: Job,
  { failure, isPermanent }: Extract<ArchivedOutcome, { readonly kind: 'failed' }>,
): Promise<Job | null> {
  if (isPermanent && (failure.kind !== 'picture-unavailable' || job.attempts >= PATIENT_ATTEMPTS)) {
    return failJob(context, job, failure);
  }
  return waitOrFail(context, job, failure, { willPass: !isPermanent, trouble: 'unfetched' });
}

/** A temporary failure says nothing about the job, which is paid for: it is retried until the deadline. */
function waitOrFail(
  context: AppContext,
  job: Job,
  failure: Failure,
  { willPass, trouble }: { readonly willPass: boolean; readonly trouble: ProgressTrouble },
): Promise<Job | null> {
  const isWaitedFor = willPass && !isLate(context, job);
  if (!isWaitedFor && !mayRetry(failure.kind, job.attempts)) {
    return failJob(context, job, failure);
  }
  const nowMs = context.clock.nowMs();
  const unwatchedMs = unwatched(context, job);
  // The vendor's Retry-After never extends beyond the job's deadline.
  const leftMs = (job.deadlineAtMs ?? nowMs) + unwatchedMs - nowMs;
  const requestedMs = Math.min(failure.retryAfterMs ?? 0, leftMs);
  const event = {
    kind: 'check-deferred',
    retryAtMs: nowMs + pauseMs(job.attempts, context.random.unit(), requestedMs),
    unwatchedMs,
    // An outage must not use up the tries meant for answers about the job.
    ...(isWaitedFor && job.attempts >= OUTAGE_ATTEMPTS_MAX ? ({ isUncounted: true } as const) : {}),
  } as const;
  return saveAndPause(context, job, event, trouble);
}

/** Whether the service is the problem. A rejected key may be replaced before the job's deadline. */
const isTemporary = ({ kind }: Failure): boolean =>
  kind === 'unavailable' || kind === 'rate-limited' || isAboutAccount(kind);

/**
 * Whether the job is past its deadline. Time in which a poll was long overdue does not count: the bot was down, or the
 * system clock was set forward.
 */
function isLate(context: AppContext, job: Job): boolean {
  return (
    job.deadlineAtMs !== null && context.clock.nowMs() - unwatched(context, job) >= job.deadlineAtMs
  );
}

/** A shorter delay is only a busy worker. */
const UNWATCHED_MIN_MS = 60_000;

/** How long a poll has been overdue, in ms; 0 for a short delay. */
function unwatched({ clock }: AppContext, { dueAtMs }: Job): number {
  const waitedMs = clock.nowMs() - (dueAtMs ?? clock.nowMs());
  return waitedMs < UNWATCHED_MIN_MS ? 0 : waitedMs;
}

function failLate(context: AppContext, job: Job): Promise<Job | null> {
  return failJob(context, job, { kind: 'timed-out', detail: 'not finished by the deadline' });
}
