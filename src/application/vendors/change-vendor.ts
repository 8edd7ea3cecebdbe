/**
 * Handles a job that its vendor does not accept: it moves to another vendor that can do the same, waits for its own, or
 * fails. Only a job that certainly no vendor accepted, or that ended uncharged, is moved, and only a first generation:
 * a follow-up needs the vendor that made its parent.
 */

import type { AppContext } from '#application/app-context.ts';
import { ATTEMPTS_MAX } from '#application/run/retry-policy.ts';
import { failJob, saveAndPause, saveAndRelease } from '#application/run/save-job.ts';
import { actionRow } from '#domain/action.ts';
import { type Failure, type FailureKind, isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { SubmitOutcome } from '#ports/vendor.ts';
import { otherVendor } from './choose-vendor.ts';
import { vendorCost } from './vendor-cost.ts';
import type { Admission } from './vendor-health.ts';

/** Refusals because of the vendor and not of the request: another vendor may accept. */
const ELSEWHERE: readonly FailureKind[] = [
  'unavailable',
  'rate-limited',
  'out-of-credit',
  'unauthorized',
];

/** Whether another vendor may accept; also if this vendor's specification refused it unsent. */
export const mayChangeVendor = ({
  failure: { kind },
  isUnsent,
}: Omit<Extract<SubmitOutcome, { readonly kind: 'refused' }>, 'kind'>): boolean =>
  ELSEWHERE.includes(kind) || (isUnsent === true && FORESEEN.includes(kind));

/** Refusals by the vendor's specification, before anything was sent. */
const FORESEEN: readonly FailureKind[] = ['input-refused', 'action-unavailable'];

/** A job that its vendor has not admitted for this long fails, in ms; no job that is older moves. */
const WAIT_MS_MAX = 30 * 60_000;

/** Whether the vendor has admitted no job at all for too long since this one was accepted. */
export function isUnavailableTooLong(
  { watch, clock }: Pick<AppContext, 'watch' | 'clock'>,
  job: Job,
): boolean {
  const nowMs = clock.nowMs();
  const fromMs = Math.max(job.createdAtMs, watch.healthOf(job.vendor).troubledFromMs ?? nowMs);
  return nowMs - fromMs >= WAIT_MS_MAX;
}

/** Moves the job to another vendor; false if there is none, and nothing changed. */
export async function changeVendor(context: AppContext, job: Job, why: Failure): Promise<boolean> {
  const isFirst = job.parentId === null && !actionRow(job.request.action).fromArchive;
  if (!isFirst || job.stepIndex > 0 || job.attempts + 1 >= ATTEMPTS_MAX) return false;
  // Acceptance resets the attempts: without a limit two vendors could pass a job back and forth forever.
  if (job.state === 'running' && isTooOld(context, job)) return false;
  const { action, prompt, speed, images = [] } = job.request;
  const parsed = parsePrompt(prompt);
  const isBeside = action !== 'imagine' && images.length > 0;
  const imageUrls = isBeside ? { imageUrls: images.map(({ url }) => url) } : {};
  const requirements = { action, parsed, speed, ...imageUrls };
  const vendor = await otherVendor(context, requirements, job);
  if (vendor === null) return false;
  context.log.warn(
    { job: job.id, from: job.vendor, to: vendor.name, failure: why.kind, detail: why.detail },
    'job moves to another vendor',
  );
  // A new key: no vendor ever gets another vendor's key.
  const idempotencyKey = context.random.secret();
  const step = { jobId: job.id, index: 0, idempotencyKey, ticket: null, handle: null };
  const cost = await vendorCost(context, { ...job, vendor: vendor.name });
  const effects = { step, ...(cost === null ? {} : { vendorCost: cost }) };
  await saveAndRelease(context, job, { kind: 'vendor-changed', vendor: vendor.name }, effects);
  context.wake();
  return true;
}

const isTooOld = ({ clock }: Pick<AppContext, 'clock'>, { createdAtMs }: Job): boolean =>
  clock.nowMs() - createdAtMs >= WAIT_MS_MAX;

/** Handles a job that its vendor does not admit now: moves it, postpones it without using up a try, or fails it. */
export async function waitForVendor(
  context: AppContext,
  job: Job,
  { untilMs, reason }: Extract<Admission, { readonly kind: 'wait' }>,
): Promise<Job | null> {
  if (await changeVendor(context, job, reason)) return null;
  if (isAboutAccount(reason.kind) || isUnavailableTooLong(context, job))
    return failJob(context, job, reason);
  // With jitter, so that waiting jobs do not all return at once.
  const retryAtMs = untilMs + Math.round(context.random.unit() * 1_000);
  return saveAndPause(context, job, { kind: 'submit-postponed', retryAtMs }, 'unreachable');
}
