import type { AppContext } from '#application/app-context.ts';
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { EventEffects, SaveOutcome } from '#ports/job-store.ts';
import type { ProgressTrouble } from '#ports/messenger.ts';

/** The longest that one pass over a job may take; longer than all timeouts inside it together. */
export const LEASE_MS = 5 * 60_000;

/** Failures caused by the request itself. */
const USER_CAUSED: readonly FailureKind[] = ['moderated', 'input-refused', 'action-unavailable'];

/** Saves the event and keeps the lease; null if the job was moved elsewhere in the meantime. */
export async function saveAndContinue(
  context: AppContext,
  job: Job,
  event: JobEvent,
  effects?: EventEffects,
): Promise<Job | null> {
  const nowMs = context.clock.nowMs();
  const outcome = await context.store.saveEventAndKeep(job, event, nowMs, LEASE_MS, effects);
  return observe(context, job, event, outcome);
}

/** Ends the job with the failure; its notice is next. */
export const failJob = (context: AppContext, job: Job, failure: Failure): Promise<Job | null> =>
  saveAndContinue(context, job, { kind: 'job-failed', failure });

/** Saves the event and releases the job until it is due again. */
export async function saveAndRelease(
  context: AppContext,
  job: Job,
  event: JobEvent,
  effects?: EventEffects,
): Promise<null> {
  const outcome = await context.store.saveEvent(job, event, context.clock.nowMs(), effects);
  observe(context, job, event, outcome);
  return null;
}

/** Shorter pauses are over before their person wonders, in ms. */
const REPORTED_PAUSE_MS = 4_000;

/** Releases the job until its next attempt, and shows the person why it waits. */
export async function saveAndPause(
  context: AppContext,
  job: Job,
  event: Extract<JobEvent, { readonly retryAtMs: number }>,
  trouble: ProgressTrouble,
): Promise<null> {
  const nowMs = context.clock.nowMs();
  const saved = observe(context, job, event, await context.store.saveEvent(job, event, nowMs));
  const isReported = trouble !== 'unreachable' || event.retryAtMs - nowMs >= REPORTED_PAUSE_MS;
  if (saved !== null && isReported) context.messenger.offerProgress(saved, null, trouble);
  return null;
}

/** Vendors echo prompts, which must not be logged. */
function withoutPrompt(detail: string, { request }: Job): string {
  const { text } = parsePrompt(request.prompt);
  return text === '' ? detail : detail.replaceAll(text, '[prompt]');
}

/** Logs and counts the outcome of an event; returns the job if the event was taken. */
export function observe(
  context: AppContext,
  before: Job,
  event: JobEvent,
  outcome: SaveOutcome,
): Job | null {
  const facts = { job: before.id, from: before.state, event: event.kind, vendor: before.vendor };
  if (outcome.kind !== 'saved') {
    context.log.warn({ ...facts, outcome: outcome.kind }, 'job event not taken');
    return null;
  }
  const { state, attempts } = outcome.job;
  if (event.kind === 'job-failed') {
    const { kind: failure } = event.failure;
    const detail = withoutPrompt(event.failure.detail, before);
    // The person can fix their own request; anything else concerns the operator.
    const level = USER_CAUSED.includes(failure) ? 'info' : 'warn';
    context.log[level]({ ...facts, to: state, attempts, failure, detail }, 'job failed');
    context.meter.jobMoved(before.state, state, before.vendor);
    return outcome.job;
  }
  if (state !== before.state) {
    context.log.info({ ...facts, to: state, attempts }, 'job moved');
    context.meter.jobMoved(before.state, state, before.vendor);
  }
  return outcome.job;
}
