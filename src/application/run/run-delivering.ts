/**
 * Posts the result exactly once. Its pictures are archived and the intent to post is saved before the message is sent,
 * so that after a crash at any line the message is searched for and not posted twice.
 */

import type { AppContext } from '#application/app-context.ts';
import { pageUrlOf } from '#application/views/job-page.ts';
import { jobShowing } from '#application/views/show-job.ts';
import type { Failure } from '#domain/failure.ts';
import { isInteractionPart } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import { settledCredits } from '#domain/settled-credits.ts';
import type { EventEffects } from '#ports/job-store.ts';
import type { FinalPost, PostOutcome } from '#ports/messenger.ts';
import { removeLateProgress } from './remove-late-progress.ts';
import { ATTEMPTS_MAX, isTooLateToReport, pauseMs } from './retry-policy.ts';
import { failJob, saveAndContinue, saveAndRelease } from './save-job.ts';

const MISSING: Failure = { kind: 'picture-unavailable', detail: 'missing from the archive' };

/** One attempt to post a finished job. */
export async function runDelivering(context: AppContext, job: Job): Promise<Job | null> {
  const bytesMax = job.origin.attachmentBytesMax;
  const showing = await jobShowing(context, job, bytesMax);
  if (showing === null) return failJob(context, job, MISSING);
  const mayExist = job.postAttempted;
  // Saved after the files are read: if the lease expired in the meantime this save is refused, and nothing is posted
  // beside the next holder.
  const posting = mayExist ? job : await saveAndContinue(context, job, { kind: 'post-began' });
  if (posting === null) return null;
  const outcome = await post(context, { ...showing, job: posting, mayExist }, bytesMax);
  if (outcome === null) return failJob(context, posting, MISSING);
  switch (outcome.kind) {
    case 'posted': {
      const { channelId, messageId } = outcome;
      const delivered = { kind: 'result-delivered', channelId, messageId } as const;
      const { autoDm } = await context.store.memberSettings(posting.origin.userId);
      // A result that could only go to the direct messages needs no copy there.
      const sendsCopy = autoDm && channelId === posting.origin.channelId;
      const effects = settlement(posting);
      await saveAndRelease(
        context,
        posting,
        delivered,
        sendsCopy ? { ...effects, sendsCopy } : effects,
      );
      // A batch's message may have come meanwhile, unknown to this pass.
      const isUnknown = posting.progressMessageId === null;
      if (isUnknown && isInteractionPart(posting.origin.interactionId)) {
        await removeLateProgress(context, posting.id);
      }
      if (sendsCopy) context.sendCopies();
      return null;
    }
    case 'impossible':
      return keep(context, posting, outcome.detail);
    case 'retry':
      return isTooLateToReport(posting, context.clock.nowMs())
        ? keep(context, posting, outcome.detail)
        : defer(context, posting, outcome.afterMs);
    default:
      return outcome satisfies never;
  }
}

function defer(context: AppContext, job: Job, afterMs: number): Promise<null> {
  const pause = pauseMs(job.attempts, context.random.unit(), afterMs);
  const retryAtMs = context.clock.nowMs() + pause;
  return saveAndRelease(context, job, { kind: 'delivery-deferred', retryAtMs });
}

/**
 * Nowhere to post: the result stays in the archive for `/show`. The job is paid if the person could be notified, and
 * free if not. A crash before the save repeats the message, which is an edit.
 */
async function keep(context: AppContext, job: Job, detail: string): Promise<null> {
  const notice = await context.messenger.showArchived(job, await pageUrlOf(context.links, job));
  if (notice.kind === 'retry' && job.attempts + 1 < ATTEMPTS_MAX) {
    return defer(context, job, notice.afterMs);
  }
  const isNotified = notice.kind === 'shown';
  context.log.warn({ job: job.id, detail, isNotified }, 'result withheld: nowhere to post');
  const effects = isNotified ? settlement(job) : { settleCredits: 0 };
  return saveAndRelease(context, job, { kind: 'result-withheld' }, effects);
}

/**
 * Posts with files of at most that size, then with smaller ones if Discord still refuses: it is known to overstate its
 * limit. Null if the archive lost the picture.
 */
async function post(
  context: AppContext,
  final: FinalPost,
  bytesMax: number,
): Promise<PostOutcome | null> {
  const outcome = await context.messenger.postFinal(final);
  const smaller = outcome.kind === 'retry' ? outcome.attachmentBytesMax : undefined;
  if (smaller === undefined || smaller >= bytesMax) return outcome;
  const showing = await jobShowing(context, final.job, smaller);
  return showing && post(context, { ...final, ...showing }, smaller);
}

/** The final cost: with only some of the pictures, only a part is paid. */
function settlement(job: Job): EventEffects {
  return { settleCredits: settledCredits(job) };
}
