/**
 * A job the vendor is working on: asks once, saves what was seen, and waits again. Polling is the
 * worker's business, once, for every vendor; a webhook only brings the next look forward.
 */

import { type AppContext, findVendor, VENDOR_GONE } from '#application/app-context.ts';
import { fetchSource } from '#application/requests/fetch-source.ts';
import { changeVendor } from '#application/vendors/change-vendor.ts';
import { type Failure, isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';
import type { Step } from '#ports/job-store.ts';
import type { Attachment } from '#ports/messenger.ts';
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
import { failJob, saveAndContinue, saveAndRelease } from './save-job.ts';
import { learnDuration, scheduleCheck } from './schedule-check.ts';
import { plannedRequest } from './vendor-request.ts';

/** One look at the vendor's progress, and everything that follows from it without waiting. */
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
  // The next job must not go where the account itself is at fault, and its owner must know.
  if ('failure' in outcome && isAboutAccount(outcome.failure.kind)) {
    context.watch.told(vendor.name, { kind: 'seen', failure: outcome.failure });
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
      return waitOrFail(context, job, outcome.failure, isPassing(outcome.failure));
    case 'finished': {
      // A repeated try says nothing of how long the vendor took.
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

/** How long a result may be on its way before the person reads that it is made, in ms. */
const UNTOLD_MS = 20_000;

/**
 * Everything that was made. What can never be fetched is given up only after the vendor was asked once more: tries
 * that went before may have been status requests without an answer, and links change.
 */
async function fetchResult(
  context: AppContext,
  job: Job,
  { vendor, step }: { readonly vendor: Vendor; readonly step: Step },
  output: VendorOutput,
): Promise<ArchivedOutcome> {
  const over = new AbortController();
  const tellAtMs = context.clock.nowMs() + UNTOLD_MS;
  const telling = context.clock.sleepUntil(tellAtMs, over.signal).then(() => {
    const isWaiting = !over.signal.aborted && context.clock.nowMs() >= tellAtMs;
    if (isWaiting) context.messenger.offerProgress(job, null, 'unfetched');
  });
  try {
    const archived = await archiveOutput(context, vendor, job, output);
    if (archived.kind === 'archived' || !isHopeless(job, archived)) return archived;
    const fresh = await vendor.check(step.ticket);
    return fresh.kind === 'finished'
      ? await archiveOutput(context, vendor, job, fresh.output)
      : archived;
  } finally {
    over.abort();
    await telling;
  }
}

/** Whether no further try is left, whatever comes. */
const isHopeless = (
  { attempts }: Job,
  { failure, isPermanent }: Extract<ArchivedOutcome, { readonly kind: 'failed' }>,
): boolean => isPermanent && failure.kind === 'picture-unavailable' && attempts >= PATIENT_ATTEMPTS;

/** Whether the plan has a step left that is needed. */
const hasNext = (plan: VendorPlan, stepIndex: number, { endsPlan }: VendorOutput): boolean =>
  endsPlan !== true && plan.kind === 'steps' && stepIndex + 1 < plan.steps.length;

/** What the vendor did not do of what it was asked: for whoever runs the bot to know. */
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

/** A preview is a nicety: one that cannot be had is left out without a word to anybody. */
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

/** What was made cannot be had: the person is told that much at once, and it is tried again where that can help. */
async function waitForResult(
  context: AppContext,
  job: Job,
  { failure, isPermanent }: Extract<ArchivedOutcome, { readonly kind: 'failed' }>,
): Promise<Job | null> {
  if (isPermanent && (failure.kind !== 'picture-unavailable' || job.attempts >= PATIENT_ATTEMPTS)) {
    return failJob(context, job, failure);
  }
  context.messenger.offerProgress(job, null, 'unfetched');
  return waitOrFail(context, job, failure, !isPermanent);
}

/** What will pass and says nothing of the job, which is paid for, is waited for until that is late. */
function waitOrFail(
  context: AppContext,
  job: Job,
  failure: Failure,
  willPass: boolean,
): Promise<Job | null> {
  const isWaitedFor = willPass && !isLate(context, job);
  if (!isWaitedFor && !mayRetry(failure.kind, job.attempts)) {
    return failJob(context, job, failure);
  }
  const nowMs = context.clock.nowMs();
  const unwatchedMs = unwatched(context, job);
  // A wish of the vendor's keeps nobody waiting longer than the job may take.
  const leftMs = (job.deadlineAtMs ?? nowMs) + unwatchedMs - nowMs;
  const wishMs = Math.min(failure.retryAfterMs ?? 0, leftMs);
  return saveAndRelease(context, job, {
    kind: 'check-deferred',
    retryAtMs: nowMs + pauseMs(job.attempts, context.random.unit(), wishMs),
    unwatchedMs,
    // An outage must not use up what is meant for answers that say something of the job.
    ...(isWaitedFor && job.attempts >= OUTAGE_ATTEMPTS_MAX ? ({ isUncounted: true } as const) : {}),
  });
}

/** Whether it is the service that is away. A key that is refused now may be mended before the job is late. */
const isPassing = ({ kind }: Failure): boolean =>
  kind === 'unavailable' || kind === 'rate-limited' || isAboutAccount(kind);

/**
 * Whether the vendor had its time. A look that was due long ago says nothing of the vendor: the bot was down, or the clock
 * of its machine was set forward. Such time does not count.
 */
function isLate(context: AppContext, job: Job): boolean {
  return (
    job.deadlineAtMs !== null && context.clock.nowMs() - unwatched(context, job) >= job.deadlineAtMs
  );
}

/** Of less, a busy worker is the reason, which the vendor knows nothing of either. */
const UNWATCHED_MIN_MS = 60_000;

/** How long a look has been due, where that is long. */
function unwatched({ clock }: AppContext, { dueAtMs }: Job): number {
  const waitedMs = clock.nowMs() - (dueAtMs ?? clock.nowMs());
  return waitedMs < UNWATCHED_MIN_MS ? 0 : waitedMs;
}

function failLate(context: AppContext, job: Job): Promise<Job | null> {
  return failJob(context, job, { kind: 'timed-out', detail: 'not finished by the deadline' });
}
