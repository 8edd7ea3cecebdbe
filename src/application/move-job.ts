import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { EventEffects, SaveOutcome } from '#ports/store.ts';
import type { Inside } from './inside.ts';
import { LEASE_MS } from './lease.ts';

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

function observe(inside: Inside, before: Job, event: JobEvent, outcome: SaveOutcome): Job | null {
  const facts = { job: before.id, from: before.state, event: event.kind, vendor: before.vendor };
  if (outcome.kind !== 'saved') {
    inside.log.warn({ ...facts, outcome: outcome.kind }, 'job event not taken');
    return null;
  }
  const { state, attempts } = outcome.job;
  if (state !== before.state) {
    const detail = event.kind === 'job-failed' ? { failure: event.failure.kind } : {};
    inside.log.info({ ...facts, ...detail, to: state, attempts }, 'job moved');
    inside.meter.jobMoved(before.state, state, before.vendor);
  }
  return outcome.job;
}
