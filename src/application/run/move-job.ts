import type { Inside } from '#application/inside.ts';
import type { FailureKind } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { EventEffects, SaveOutcome } from '#ports/store.ts';
import { LEASE_MS } from './lease.ts';

/** Failures that are about what was asked for. */
const THEIRS: readonly FailureKind[] = ['moderated', 'input-refused', 'action-unavailable'];

/** Saves the event and goes on with the job; null when somebody else moved it meanwhile. */
export async function moveOn(
  inside: Inside,
  job: Job,
  event: JobEvent,
  effects?: EventEffects,
): Promise<Job | null> {
  const nowMs = inside.clock.nowMs();
  const outcome = await inside.store.saveEventAndKeep(job, event, nowMs, LEASE_MS, effects);
  return observe(inside, job, event, outcome);
}

/** Saves the event and lets go of the job until it is due again. */
export async function letGo(
  inside: Inside,
  job: Job,
  event: JobEvent,
  effects?: EventEffects,
): Promise<null> {
  const outcome = await inside.store.saveEvent(job, event, inside.clock.nowMs(), effects);
  observe(inside, job, event, outcome);
  return null;
}

/** Vendors echo what they were asked; prompts are not for the log. */
function withoutPrompt(detail: string, { request }: Job): string {
  const { text } = parsePrompt(request.prompt);
  return text === '' ? detail : detail.replaceAll(text, '[prompt]');
}

/** Tells log and metrics what became of an event; the job where it was taken. */
export function observe(
  inside: Inside,
  before: Job,
  event: JobEvent,
  outcome: SaveOutcome,
): Job | null {
  const facts = { job: before.id, from: before.state, event: event.kind, vendor: before.vendor };
  if (outcome.kind !== 'saved') {
    inside.log.warn({ ...facts, outcome: outcome.kind }, 'job event not taken');
    return null;
  }
  const { state, attempts } = outcome.job;
  if (event.kind === 'job-failed') {
    const { kind: failure } = event.failure;
    const detail = withoutPrompt(event.failure.detail, before);
    // What the person can mend is theirs; anything else is for whoever runs the bot to know.
    const level = THEIRS.includes(failure) ? 'info' : 'warn';
    inside.log[level]({ ...facts, to: state, attempts, failure, detail }, 'job failed');
    inside.meter.jobMoved(before.state, state, before.vendor);
    return outcome.job;
  }
  if (state !== before.state) {
    inside.log.info({ ...facts, to: state, attempts }, 'job moved');
    inside.meter.jobMoved(before.state, state, before.vendor);
  }
  return outcome.job;
}
