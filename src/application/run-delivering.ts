/**
 * Posts the result, exactly once. Its pictures are in the archive and the intent to post is on
 * disk before the message leaves, so that a crash at any line is followed by a search for the
 * message and not by a second one.
 */
import type { Job } from '#domain/job.ts';
import type { Inside } from './inside.ts';
import { letGo, moveOn } from './move-job.ts';
import { pauseMs } from './retry-policy.ts';
import { jobShowing } from './show-job.ts';

/** After this long without a way to post, the result stays in the archive for `/show`. */
const DELIVERY_LASTS_MS = 24 * 60 * 60_000;

/** One attempt to post a finished job. */
export async function runDelivering(inside: Inside, job: Job): Promise<Job | null> {
  const mayExist = job.postAttempted;
  const posting = mayExist ? job : await moveOn(inside, job, { kind: 'post-began' });
  if (posting === null) return null;
  await inside.messenger.endProgress(posting);
  const showing = await jobShowing(inside, posting);
  if (showing === null) {
    const failure = { kind: 'picture-unavailable', detail: 'missing from the archive' } as const;
    return moveOn(inside, posting, { kind: 'job-failed', failure });
  }
  const outcome = await inside.messenger.postFinal({ ...showing, mayExist });
  switch (outcome.kind) {
    case 'posted': {
      const { channelId, messageId } = outcome;
      return letGo(inside, posting, { kind: 'result-delivered', channelId, messageId });
    }
    case 'impossible':
      inside.log.warn({ job: job.id, detail: outcome.detail }, 'result withheld: nowhere to post');
      return letGo(inside, posting, { kind: 'result-withheld' });
    case 'retry': {
      const nowMs = inside.clock.nowMs();
      if (nowMs - posting.createdAtMs > DELIVERY_LASTS_MS) {
        return letGo(inside, posting, { kind: 'result-withheld' });
      }
      const pause = pauseMs(posting.attempts, inside.random.unit(), outcome.afterMs);
      return letGo(inside, posting, { kind: 'delivery-deferred', retryAtMs: nowMs + pause });
    }
    default:
      return outcome satisfies never;
  }
}
