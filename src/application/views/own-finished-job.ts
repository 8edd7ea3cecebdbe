import { type GuildId, type JobId, type UserId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { AuditStore } from '#ports/audit-store.ts';
import type { JobStore } from '#ports/job-store.ts';
import { jobSeenBy } from './job-seen-by.ts';
import { isTakenDown } from './linked-outcome.ts';

/** The user id of erased people's jobs; not an id of Discord. */
const NOBODY = userId('0');

type OwnJob = { readonly kind: 'finished'; readonly job: Job } | Rejected;

/** One of the person's own finished jobs, or why it cannot be shown. Other people's stealth jobs do not exist. */
export async function ownFinishedJob(
  { store }: { readonly store: JobStore & Pick<AuditStore, 'findDecision'> },
  id: JobId | null,
  person: { readonly guildId: GuildId; readonly userId: UserId },
): Promise<OwnJob> {
  const job = await jobSeenBy(store, id, person);
  if (job === null) return rejected({ kind: 'job-unknown' });
  if (job.origin.userId === NOBODY) return rejected({ kind: 'words-removed' });
  if (job.origin.userId !== person.userId) return rejected({ kind: 'not-yours' });
  const { state, result } = job;
  if (state === 'failed' || state === 'cancelled') {
    return rejected({ kind: 'job-not-shown', state });
  }
  if (result === null) return rejected({ kind: 'job-unfinished' });
  if (job.filesRemoved === true && result.kind !== 'suggestions') {
    return rejected({ kind: 'files-removed', again: null });
  }
  if (await isTakenDown(store, job.id)) return rejected({ kind: 'taken-down' });
  return { kind: 'finished', job };
}
