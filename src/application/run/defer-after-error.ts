import type { AppContext } from '#application/app-context.ts';
import { pageUrlOf } from '#application/views/job-page.ts';
import { isFinal, type Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { ArchiveUnavailableError } from '#ports/archive.ts';
import { NotSavedError } from '#ports/store.ts';
import {
  ATTEMPTS_MAX,
  FIRST_PAUSE_MS,
  isTooLateToReport,
  LONGEST_PAUSE_MS,
  LOST_ATTEMPTS_MAX,
  pauseMs,
} from './retry-policy.ts';

/**
 * Handles an unexpected error in a pass: the job is retried later, and fails after repeated errors, so that no job
 * hangs forever. Jobs that wait for a full disk use up no tries while their vendor keeps the result, and finished ones
 * are kept for a day: both are paid for. Returns false if even the deferral could not be saved; the job then keeps its
 * lease.
 */
export async function deferAfterError(
  context: AppContext,
  { id, progressMessageId }: Pick<Job, 'id' | 'progressMessageId'>,
  error: unknown,
): Promise<boolean> {
  context.log.error({ job: id, error }, 'job pass failed');
  try {
    const job = await context.store.findJob(id);
    if (job === null) return true;
    const nowMs = context.clock.nowMs();
    const isArchiveDown = error instanceof ArchiveUnavailableError;
    const event =
      isArchiveDown || error instanceof NotSavedError
        ? eventAfterError(job, retryAfterDiskError(job, nowMs), false)
        : eventAfterError(
            job,
            { retryAtMs: nowMs + pauseMs(job.attempts, context.random.unit()) },
            isOver(job, nowMs),
          );
    if (event === null) return true;
    if (isArchiveDown && job.state === 'running')
      context.messenger.offerProgress(job, null, 'unfetched');
    // The pass may have a progress message that is not saved yet.
    const held = { ...job, progressMessageId };
    const isWithheld = event.kind === 'result-withheld';
    if (isWithheld)
      await context.messenger.showArchived(held, await pageUrlOf(context.links, held));
    // The delivery failed because of the bot itself, so the job is free.
    const effects = isWithheld ? { settleCredits: 0 } : undefined;
    await context.store.saveEvent(held, event, nowMs, effects);
    return true;
  } catch (second) {
    // A full disk, or an unreachable database: the worker releases the job as soon as it can write again.
    context.log.error({ job: id, error: second }, 'job not deferred');
    return false;
  }
}

/** While the other side is down, tries to tell a person or to find a lost answer are expected to pile up. */
const isOver = (job: Job, nowMs: number): boolean =>
  job.state === 'delivering' || isFinal(job.state)
    ? isTooLateToReport(job, nowMs)
    : job.attempts + 1 >= (job.state === 'submitting' ? LOST_ATTEMPTS_MAX : ATTEMPTS_MAX);

const FAILED: JobEvent = {
  kind: 'job-failed',
  failure: { kind: 'internal', detail: 'repeated surprises inside the bot' },
};

/** After a quarter of the job's age: soon if the disk was full for a moment, rarely if it has been full for hours. */
function retryAfterDiskError({ createdAtMs }: Job, nowMs: number) {
  const quarterMs = Math.round((nowMs - createdAtMs) / 4);
  const waitMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, quarterMs));
  return { retryAtMs: nowMs + waitMs, isUncounted: true, unwatchedMs: waitMs } as const;
}

function eventAfterError(
  { state }: Job,
  when: Omit<Extract<JobEvent, { readonly kind: 'check-deferred' }>, 'kind'>,
  isLast: boolean,
): JobEvent | null {
  switch (state) {
    case 'queued':
      return isLast ? FAILED : { kind: 'submit-deferred', ...when };
    case 'submitting':
      return isLast ? FAILED : { kind: 'submit-unclear', ...when };
    case 'running':
      return isLast ? FAILED : { kind: 'check-deferred', ...when };
    case 'delivering':
      // The pictures exist and stay in the archive: the job itself has not failed.
      return isLast ? { kind: 'result-withheld' } : { kind: 'delivery-deferred', ...when };
    case 'failed':
    case 'cancelled':
      return isLast ? { kind: 'notice-shown' } : { kind: 'notice-deferred', ...when };
    case 'done':
      return null;
    default:
      return state satisfies never;
  }
}
