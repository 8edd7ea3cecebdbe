/**
 * Posts the result, exactly once. Its pictures are in the archive and the intent to post is on
 * disk before the message leaves, so that a crash at any line is followed by a search for the
 * message and not by a second one.
 */

import type { Inside } from '#application/inside.ts';
import { jobShowing } from '#application/views/show-job.ts';
import type { Job } from '#domain/job.ts';
import { settledCredits } from '#domain/settled-credits.ts';
import type { PostOutcome } from '#ports/messenger.ts';
import type { EventEffects } from '#ports/store.ts';
import { letGo, moveOn } from './move-job.ts';
import { pauseMs } from './retry-policy.ts';

/** After this long without a way to post, the result stays in the archive for `/show`. */
const DELIVERY_LASTS_MS = 24 * 60 * 60_000;

/** One attempt to post a finished job. */
export async function runDelivering(inside: Inside, job: Job): Promise<Job | null> {
  const mayExist = job.postAttempted;
  const posting = mayExist ? job : await moveOn(inside, job, { kind: 'post-began' });
  if (posting === null) return null;
  await inside.messenger.endProgress(posting);
  const outcome = await post(inside, posting, mayExist, posting.origin.attachmentBytesMax);
  if (outcome === null) {
    const failure = { kind: 'picture-unavailable', detail: 'missing from the archive' } as const;
    return moveOn(inside, posting, { kind: 'job-failed', failure });
  }
  switch (outcome.kind) {
    case 'posted': {
      const { channelId, messageId } = outcome;
      const delivered = { kind: 'result-delivered', channelId, messageId } as const;
      const { autoDm } = await inside.store.memberSettings(posting.origin.userId);
      // What could only be sent to the person is in their direct messages already.
      const sendsCopy = autoDm && channelId === posting.origin.channelId;
      const effects = settlement(posting);
      await letGo(inside, posting, delivered, sendsCopy ? { ...effects, sendsCopy } : effects);
      if (sendsCopy) inside.sendCopies();
      return null;
    }
    case 'impossible':
      inside.log.warn({ job: job.id, detail: outcome.detail }, 'result withheld: nowhere to post');
      return letGo(inside, posting, { kind: 'result-withheld' }, settlement(posting));
    case 'retry': {
      const nowMs = inside.clock.nowMs();
      if (nowMs - posting.createdAtMs > DELIVERY_LASTS_MS) {
        return letGo(inside, posting, { kind: 'result-withheld' }, settlement(posting));
      }
      const pause = pauseMs(posting.attempts, inside.random.unit(), outcome.afterMs);
      return letGo(inside, posting, { kind: 'delivery-deferred', retryAtMs: nowMs + pause });
    }
    default:
      return outcome satisfies never;
  }
}

/**
 * Posts with files of at most that size, and smaller ones when Discord finds them too large after
 * all: it is known to overstate its limit. Null when the archive lost the picture.
 */
async function post(
  inside: Inside,
  job: Job,
  mayExist: boolean,
  bytesMax: number,
): Promise<PostOutcome | null> {
  const showing = await jobShowing(inside, job, bytesMax);
  if (showing === null) return null;
  const outcome = await inside.messenger.postFinal({ ...showing, mayExist });
  const smaller = outcome.kind === 'retry' ? outcome.attachmentBytesMax : undefined;
  if (smaller === undefined || smaller >= bytesMax) return outcome;
  return post(inside, job, mayExist, smaller);
}

/** What the job costs after all: a part of the pictures is paid as a part. */
function settlement(job: Job): EventEffects {
  return { settleCredits: settledCredits(job) };
}
