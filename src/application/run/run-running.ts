/**
 * A job the vendor is working on: asks once, saves what was seen, and waits again. Polling is the
 * worker's business, once, for every vendor; a webhook only brings the next look forward.
 */

import { findVendor, type Inside } from '#application/inside.ts';
import { fetchSource } from '#application/requests/fetch-source.ts';
import type { Failure } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { Step } from '#ports/store.ts';
import type { CheckOutcome, PictureSource, Vendor } from '#ports/vendor.ts';
import { archiveOutput } from './archive-output.ts';
import { letGo, moveOn } from './move-job.ts';
import { mayRetry, pauseMs } from './retry-policy.ts';
import { acceptedAtMs, learnDuration, scheduleCheck } from './schedule-check.ts';
import { vendorRequest } from './vendor-request.ts';

/** One look at the vendor's progress, and everything that follows from it without waiting. */
export async function runRunning(inside: Inside, job: Job): Promise<Job | null> {
  const vendor = findVendor(inside, job.vendor);
  const steps = await inside.store.stepsOf(job.id);
  const step = steps.find(({ index }) => index === job.stepIndex);
  if (vendor === null || step === undefined) {
    const failure = { kind: 'internal', detail: 'the vendor is no longer configured' } as const;
    return moveOn(inside, job, { kind: 'job-failed', failure });
  }
  const beganAtMs = inside.clock.nowMs();
  const outcome = await vendor.check(step.ticket);
  inside.meter.vendorCalled({
    vendor: vendor.name,
    operation: 'check',
    outcome: 'failure' in outcome ? outcome.failure.kind : outcome.kind,
    ms: inside.clock.nowMs() - beganAtMs,
  });
  return saveCheckOutcome(inside, job, { vendor, step }, outcome);
}

async function saveCheckOutcome(
  inside: Inside,
  job: Job,
  { vendor, step }: { readonly vendor: Vendor; readonly step: Step },
  outcome: CheckOutcome,
): Promise<Job | null> {
  switch (outcome.kind) {
    case 'running':
      if (isLate(inside, job)) return failLate(inside, job);
      return saveProgress(inside, job, vendor, outcome);
    case 'failed':
      return moveOn(inside, job, { kind: 'job-failed', failure: outcome.failure });
    case 'unreachable':
      if (isAboutAccount(outcome.failure)) {
        inside.watch.told(vendor.name, { kind: 'seen', failure: outcome.failure });
      }
      if (isLate(inside, job)) return failLate(inside, job);
      return waitOrFail(inside, job, outcome.failure);
    case 'finished': {
      await learnDuration(inside, job, vendor);
      const request = await vendorRequest(inside, job);
      if (job.stepIndex + 1 < vendor.stepCount(request)) {
        const done: Step = { ...step, handle: outcome.output.handle };
        return moveOn(inside, job, { kind: 'step-finished' }, { step: done });
      }
      const archived = await archiveOutput(inside, vendor, job, outcome.output);
      return archived.kind === 'archived'
        ? moveOn(inside, job, { kind: 'result-archived', result: archived.result })
        : waitOrFail(inside, job, archived.failure);
    }
    default:
      return outcome satisfies never;
  }
}

async function saveProgress(
  inside: Inside,
  job: Job,
  vendor: Vendor,
  seen: { readonly percent: number | null; readonly preview: PictureSource | null },
): Promise<null> {
  const accepted = { ...job, acceptedAtMs: acceptedAtMs(job, vendor) };
  const checkAtMs = await scheduleCheck(inside, accepted, vendor);
  const saved = await inside.store.saveEvent(
    job,
    { kind: 'progress-seen', percent: seen.percent, checkAtMs },
    inside.clock.nowMs(),
  );
  if (saved.kind === 'saved') {
    inside.messenger.offerProgress(saved.job, await previewOf(inside, vendor, seen.preview));
  }
  return null;
}

/** A preview is a nicety: one that cannot be had is left out without a word to anybody. */
async function previewOf(inside: Inside, vendor: Vendor, source: PictureSource | null) {
  if (source === null) return null;
  const fetched = await fetchSource(inside, vendor, source);
  return fetched.kind === 'fetched' ? inside.pictures.preview(fetched.bytes) : null;
}

function waitOrFail(inside: Inside, job: Job, failure: Failure): Promise<Job | null> {
  // A key that is refused now may be mended before the job is late; its money is spent already.
  const kind = isAboutAccount(failure) ? 'unavailable' : failure.kind;
  if (!mayRetry(kind, job.attempts)) {
    return moveOn(inside, job, { kind: 'job-failed', failure });
  }
  const pause = pauseMs(job.attempts, inside.random.unit(), failure.retryAfterMs);
  return letGo(inside, job, {
    kind: 'check-deferred',
    retryAtMs: inside.clock.nowMs() + pause,
  });
}

const isAboutAccount = ({ kind }: Failure): boolean =>
  kind === 'unauthorized' || kind === 'out-of-credit';

function isLate(inside: Inside, job: Job): boolean {
  return job.deadlineAtMs !== null && inside.clock.nowMs() >= job.deadlineAtMs;
}

function failLate(inside: Inside, job: Job): Promise<Job | null> {
  const failure = { kind: 'timed-out', detail: 'not finished by the deadline' } as const;
  return moveOn(inside, job, { kind: 'job-failed', failure });
}
