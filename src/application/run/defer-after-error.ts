import type { AppContext } from '#application/app-context.ts';
import { pageUrlOf } from '#application/views/job-page.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { NotKeptError } from '#ports/archive.ts';
import { ATTEMPTS_MAX, DELIVERY_LASTS_MS, pauseMs } from './retry-policy.ts';

/**
 * A surprise while moving a job: the job waits and is tried again, and ends in a clear failure
 * when surprises do not stop, so that no job hangs for ever. What the archive does not take waits for it, as long as its
 * vendor has it, and what is made waits a day: both are paid for. The process goes on. False: that could not be saved
 * either, and the job keeps its lease.
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
    const retryAtMs = nowMs + pauseMs(job.attempts, context.random.unit());
    const isUnkept = error instanceof NotKeptError;
    const isLast = !isUnkept && isOver(job, nowMs);
    const event = eventAfterSurprise(job, retryAtMs, isLast);
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

/** Tries to post grow in number while Discord is away, which is no surprise. */
const isOver = ({ state, attempts, createdAtMs }: Job, nowMs: number): boolean =>
  state === 'delivering' ? nowMs - createdAtMs > DELIVERY_LASTS_MS : attempts + 1 >= ATTEMPTS_MAX;

const FAILED: JobEvent = {
  kind: 'job-failed',
  failure: { kind: 'internal', detail: 'repeated surprises inside the bot' },
};

function eventAfterSurprise({ state }: Job, retryAtMs: number, isLast: boolean): JobEvent | null {
  switch (state) {
    case 'queued':
      return isLast ? FAILED : { kind: 'submit-deferred', retryAtMs };
    case 'submitting':
      return isLast ? FAILED : { kind: 'submit-unclear', retryAtMs };
    case 'running':
      return isLast ? FAILED : { kind: 'check-deferred', retryAtMs };
    case 'delivering':
      // The pictures exist and stay in the archive: that is no failure of the job.
      return isLast ? { kind: 'result-withheld' } : { kind: 'delivery-deferred', retryAtMs };
    case 'failed':
    case 'cancelled':
      return isLast ? { kind: 'notice-shown' } : { kind: 'notice-deferred', retryAtMs };
    case 'done':
      return null;
    default:
      return state satisfies never;
  }
}
