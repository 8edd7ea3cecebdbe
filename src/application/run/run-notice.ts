import type { AppContext } from '#application/app-context.ts';
import { isInteractionPart } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import { isTooLateToReport, pauseMs } from './retry-policy.ts';
import { saveAndRelease } from './save-job.ts';

/** Notifies the person that the job failed or was cancelled. The credits are already refunded. */
export async function runNotice(context: AppContext, job: Job): Promise<null> {
  // The job was erased meanwhile: there is nobody left to tell.
  if (job.forgotten === true) return saveAndRelease(context, job, { kind: 'notice-shown' });
  // Cancel all has already said so; forty more messages would not help.
  const outcome = await context.messenger.showNotice(job, !isUnshownPart(job));
  const nowMs = context.clock.nowMs();
  if (outcome.kind === 'retry' && !isTooLateToReport(job, nowMs)) {
    const pause = pauseMs(job.attempts, context.random.unit(), outcome.afterMs);
    return saveAndRelease(context, job, { kind: 'notice-deferred', retryAtMs: nowMs + pause });
  }
  if (outcome.kind !== 'shown') {
    context.log.warn({ job: job.id, detail: outcome.detail }, 'notice could not be shown');
  }
  return saveAndRelease(context, job, { kind: 'notice-shown' });
}

/** A job of a batch that was cancelled before it had a known progress message. */
const isUnshownPart = ({ state, origin, progressMessageId }: Job): boolean =>
  state === 'cancelled' && progressMessageId === null && isInteractionPart(origin.interactionId);
