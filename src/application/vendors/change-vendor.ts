/**
 * What becomes of a job whose vendor does not take it: it goes to another vendor that can do the
 * same, waits for its own, or fails clearly. Only a job that certainly nobody accepted is moved, or one
 * that was given up without a charge, and only a first generation: a follow-up needs the vendor that
 * made its parent.
 */

import type { AppContext } from '#application/app-context.ts';
import { ATTEMPTS_MAX } from '#application/run/retry-policy.ts';
import { failJob, saveAndRelease } from '#application/run/save-job.ts';
import { actionRow } from '#domain/action.ts';
import { type Failure, type FailureKind, isAboutAccount } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { SubmitOutcome } from '#ports/vendor.ts';
import { otherVendor } from './choose-vendor.ts';
import { vendorCost } from './vendor-cost.ts';
import type { Admission } from './vendor-health.ts';

/** Refusals that speak of the vendor and not of the request: another one may well accept. */
const ELSEWHERE: readonly FailureKind[] = [
  'unavailable',
  'rate-limited',
  'out-of-credit',
  'unauthorized',
];

/** Whether another vendor may accept; what our own file would not even send may be taken by another's. */
export const mayGoElsewhere = ({
  failure: { kind },
  isUnsent,
}: Omit<Extract<SubmitOutcome, { readonly kind: 'refused' }>, 'kind'>): boolean =>
  ELSEWHERE.includes(kind) || (isUnsent === true && FORESEEN.includes(kind));

/** Refusals of our own file, before anything was sent. */
const FORESEEN: readonly FailureKind[] = ['input-refused', 'action-unavailable'];

/** A job that its vendor has not let in for this long is given up, in ms. */
const WAIT_MS_MAX = 30 * 60_000;

/** Hands the job to another vendor; false where there is none, and nothing changed. */
export async function changeVendor(context: AppContext, job: Job, why: Failure): Promise<boolean> {
  const isFirst = job.parentId === null && !actionRow(job.request.action).fromArchive;
  if (!isFirst || job.stepIndex > 0 || job.attempts + 1 >= ATTEMPTS_MAX) return false;
  // An acceptance starts the attempts anew: without an end two vendors could hand a job to each other for ever.
  if (job.state === 'running' && isTooOld(context, job)) return false;
  const { action, prompt, speed, images = [] } = job.request;
  const parsed = parsePrompt(prompt);
  const isBeside = action !== 'imagine' && images.length > 0;
  const imageUrls = isBeside ? { imageUrls: images.map(({ url }) => url) } : {};
  const wish = { action, parsed, speed, ...imageUrls };
  const vendor = await otherVendor(context, wish, job.vendor);
  if (vendor === null) return false;
  context.log.warn(
    { job: job.id, from: job.vendor, to: vendor.name, failure: why.kind, detail: why.detail },
    'job moves to another vendor',
  );
  // A key of its own: no vendor ever sees a key that another one was given.
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

/** A job that its vendor does not let in now: moved, put off without spending a try, or ended. */
export async function waitForVendor(
  context: AppContext,
  job: Job,
  { untilMs, reason }: Extract<Admission, { readonly kind: 'wait' }>,
): Promise<Job | null> {
  if (await changeVendor(context, job, reason)) return null;
  if (isAboutAccount(reason.kind) || isTooOld(context, job)) return failJob(context, job, reason);
  // Spread out, so that not all that waited come back in one instant.
  const retryAtMs = untilMs + Math.round(context.random.unit() * 1_000);
  return saveAndRelease(context, job, { kind: 'submit-postponed', retryAtMs });
}
