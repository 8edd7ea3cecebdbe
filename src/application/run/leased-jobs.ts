/**
 * Jobs that were leased with their acceptance and wait for their acknowledgement, and progress messages that could not be
 * saved yet. Kept in memory alone: what a crash loses of it, a worker claims when the lease lapses, some seconds after the
 * acceptance.
 */
import type { JobId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Slots } from '#ports/job-store.ts';

/** Holds them, and starts each once it is acknowledged. */
export type LeasedJobs = {
  /** What decides whether a new job may start at once. */
  readonly slots: Slots;
  /** The store leased the job until its `dueAtMs`. */
  keep(job: Job): void;
  /**
   * The job is acknowledged: it is run without a claim, and the message is saved with its first event. False: it is
   * not held here, or not any more, or cannot be run now; a worker has to claim it.
   */
  start(id: JobId, progressMessageId: MessageId | null): boolean;
  /** Jobs that wait for their acknowledgement here, or did: their leases are theirs until they lapse. */
  ids(): Iterable<JobId>;
  /** The job's progress message, if any, could not be saved, as on a full disk: the table does not know it. */
  unsaved(job: Pick<Job, 'id' | 'progressMessageId'>): void;
  /** A pass over the job was saved, and with it the progress message. */
  saved(id: JobId): void;
  /** The job with its progress message, where that is known here alone. */
  withMessage(job: Job): Job;
};

/** `run` answers whether it took the job. */
export function createLeasedJobs(parts: {
  readonly slots: Slots;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly run: (job: Job) => boolean;
}): LeasedJobs {
  const { slots, clock, run } = parts;
  const kept = new Map<JobId, Job>();
  const messages = new Map<JobId, MessageId>();
  const isHeld = ({ dueAtMs }: Job): boolean => dueAtMs !== null && clock.nowMs() < dueAtMs;
  return {
    slots,
    keep: (job) => {
      // In the order of their acceptance, which is the order in which they lapse.
      for (const [id, one] of kept) {
        if (isHeld(one)) break;
        kept.delete(id);
      }
      kept.set(job.id, job);
    },
    start: (id, progressMessageId) => {
      const job = kept.get(id);
      kept.delete(id);
      return job !== undefined && isHeld(job) && run({ ...job, progressMessageId });
    },
    ids: () => kept.keys(),
    unsaved: ({ id, progressMessageId }) => {
      if (progressMessageId !== null) messages.set(id, progressMessageId);
    },
    saved: (id) => void messages.delete(id),
    withMessage: (job) => ({
      ...job,
      progressMessageId: job.progressMessageId ?? messages.get(job.id) ?? null,
    }),
  };
}
