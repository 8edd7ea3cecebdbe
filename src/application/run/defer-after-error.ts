import type { AppContext } from '#application/app-context.ts';
import { pageUrlOf } from '#application/views/job-page.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { NotKeptError } from '#ports/archive.ts';
import { NotSavedError } from '#ports/store.ts';
import {
  ATTEMPTS_MAX,
  DELIVERY_LASTS_MS,
  FIRST_PAUSE_MS,
  LONGEST_PAUSE_MS,
  LOST_ATTEMPTS_MAX,
  pauseMs,
} from './retry-policy.ts';

/**
 * A surprise while moving a job: the job waits and is tried again, and ends in a clear failure
 * when surprises do not stop, so that no job hangs for ever. What the disk does not take waits for it without spending a
 * try, as long as its vendor has it, and what is made waits a day: both are paid for. The process goes on. False: that
 * could not be saved either, and the job keeps its lease.
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
    const isUnkept = error instanceof NotKeptError;
    const event =
      isUnkept || error instanceof NotSavedError
        ? eventAfterSurprise(job, whenDiskMayTakeIt(job, nowMs), false)
        : eventAfterSurprise(
            job,
            { retryAtMs: nowMs + pauseMs(job.attempts, context.random.unit()) },
            isOver(job, nowMs),
          );
    if (event === null) return true;
    if (isUnkept && job.state === 'running')
      context.messenger.offerProgress(job, null, 'unfetched');
    // The pass may have brought a message that was not saved yet.
    const held = { ...job, progressMessageId };
    const isWithheld = event.kind === 'result-withheld';
    if (isWithheld) await context.messenger.showKept(held, await pageUrlOf(context.links, held));
    // That it did not come is the bot's own fault.
    const effects = isWithheld ? { settleCredits: 0 } : undefined;
    await context.store.saveEvent(held, event, nowMs, effects);
    return true;
  } catch (second) {
    // A full disk, or a database that is away: the worker lets go of the job as soon as it can write again.
    context.log.error({ job: id, error: second }, 'job not deferred');
    return false;
  }
}

/** Tries to post, or to find a lost answer, grow in number while the other side is away, which is no surprise. */
const isOver = ({ state, attempts, createdAtMs }: Job, nowMs: number): boolean =>
  state === 'delivering'
    ? nowMs - createdAtMs > DELIVERY_LASTS_MS
    : attempts + 1 >= (state === 'submitting' ? LOST_ATTEMPTS_MAX : ATTEMPTS_MAX);

const FAILED: JobEvent = {
  kind: 'job-failed',
  failure: { kind: 'internal', detail: 'repeated surprises inside the bot' },
};

/** In a quarter of the job's age: soon where the disk is full for a moment, seldom where it is for hours. */
function whenDiskMayTakeIt({ createdAtMs }: Job, nowMs: number) {
  const quarterMs = Math.round((nowMs - createdAtMs) / 4);
  const waitMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, quarterMs));
  return { retryAtMs: nowMs + waitMs, isUncounted: true, unwatchedMs: waitMs } as const;
}

function eventAfterSurprise(
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
      // The pictures exist and stay in the archive: that is no failure of the job.
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
