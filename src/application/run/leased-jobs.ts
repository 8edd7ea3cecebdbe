/**
 * Jobs that were leased on acceptance and wait for their acknowledgement, and progress messages that are not saved
 * yet. In memory only: after a crash a worker claims these jobs when their leases expire, some seconds after
 * acceptance.
 */
import { setNewest } from '#domain/bounded-map.ts';
import type { JobId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Slots } from '#ports/job-store.ts';

/** The most progress messages that wait to be saved. */
const MESSAGES_MAX = 4_096;

/** Jobs that this process leased on acceptance. */
export type LeasedJobs = {
  /** The limits that decide whether a new job may start at once. */
  readonly slots: Slots;
  /** The store leased the job until its `dueAtMs`. */
  keep(job: Job): void;
  /**
   * Called when the job is acknowledged: runs it without a claim, and its first event saves the message. False if it is
   * not, or no longer, held here or cannot run now: a worker has to claim it.
   */
  start(id: JobId, progressMessageId: MessageId | null): boolean;
  /**
   * Jobs that wait, or waited, for their acknowledgement here: no other worker may take them before their leases
   * expire.
   */
  ids(): Iterable<JobId>;
  /**
   * The job's progress message, if any, is not saved: the disk is full, or its id was only learned after the
   * acknowledgement. This process saves it with its next event of the job.
   */
  unsaved(job: Pick<Job, 'id' | 'progressMessageId'>): void;
  /** A pass over the job was saved, and with it the progress message. */
  saved(id: JobId): void;
  /** The job with its progress message, if only this process knows it. */
  withMessage(job: Job): Job;
};

/** `run` returns whether it took the job. */
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
      // Ordered by acceptance, which is the order in which leases expire.
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
      if (progressMessageId === null) return;
      // Another process may do the job's next pass; it learns the message by itself.
      setNewest(messages, id, progressMessageId, MESSAGES_MAX);
    },
    saved: (id) => void messages.delete(id),
    withMessage: (job) => ({
      ...job,
      progressMessageId: job.progressMessageId ?? messages.get(job.id) ?? null,
    }),
  };
}
