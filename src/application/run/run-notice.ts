import type { Inside } from '#application/inside.ts';
import type { Job } from '#domain/job.ts';
import { letGo } from './move-job.ts';
import { ATTEMPTS_MAX, pauseMs } from './retry-policy.ts';

/** Tells the person that the job failed or was cancelled. The credits are back already. */
export async function runNotice(inside: Inside, job: Job): Promise<null> {
  await inside.messenger.endProgress(job);
  const outcome = await inside.messenger.showNotice(job);
  if (outcome.kind === 'retry' && job.attempts + 1 < ATTEMPTS_MAX) {
    const pause = pauseMs(job.attempts, inside.random.unit(), outcome.afterMs);
    return letGo(inside, job, {
      kind: 'notice-deferred',
      retryAtMs: inside.clock.nowMs() + pause,
    });
  }
  if (outcome.kind !== 'shown') {
    inside.log.warn({ job: job.id, detail: outcome.detail }, 'notice could not be shown');
  }
  return letGo(inside, job, { kind: 'notice-shown' });
}
