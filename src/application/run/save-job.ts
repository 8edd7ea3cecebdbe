import type { AppContext } from '#application/app-context.ts';
import type { Failure, FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { EventEffects, SaveOutcome } from '#ports/job-store.ts';
import { LEASE_MS } from './lease.ts';

/** Failures that are about what was asked for. */
const USER_CAUSED: readonly FailureKind[] = ['moderated', 'input-refused', 'action-unavailable'];

/** Saves the event and goes on with the job; null when somebody else moved it meanwhile. */
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

/** Ends the job in the failure, which its person is told next. */
export const failJob = (context: AppContext, job: Job, failure: Failure): Promise<Job | null> =>
  saveAndContinue(context, job, { kind: 'job-failed', failure });

/** Saves the event and lets go of the job until it is due again. */
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

/** Vendors echo what they were asked; prompts are not for the log. */
function withoutPrompt(detail: string, { request }: Job): string {
  const { text } = parsePrompt(request.prompt);
  return text === '' ? detail : detail.replaceAll(text, '[prompt]');
}

/** Tells log and metrics what became of an event; the job where it was taken. */
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
    // What the person can mend is theirs; anything else is for whoever runs the bot to know.
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
