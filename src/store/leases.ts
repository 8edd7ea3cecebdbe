/** Small writes concurrent with a worker that may hold the job; they never raise the revision. */
import type { JobId, MessageId } from '#domain/ids.ts';
import type { Slots } from '#ports/job-store.ts';
import { concurrently, statement, type Work } from './statement.ts';
import { slotsOf, takenSlots } from './vendor-slots.ts';

/** A job without a due time keeps none, since a comparison with null is not true. */
const SOONER = 'CASE WHEN due_at_ms > @nowMs THEN @nowMs ELSE due_at_ms END';

const acknowledge = statement<{
  readonly id: JobId;
  readonly progressMessageId: MessageId | null;
  readonly nowMs: number;
}>(
  `UPDATE jobs SET
     progress_message_id = coalesce(@progressMessageId, progress_message_id),
     due_at_ms = CASE
       WHEN lease_until_ms > @nowMs THEN due_at_ms
       WHEN state IN ('failed', 'cancelled') AND @progressMessageId IS NOT NULL THEN @nowMs
       ELSE ${SOONER} END,
     updated_at_ms = @nowMs
   WHERE id = @id`,
);
/** No row for a job that does not wait for a slot. */
const lineOf = statement<
  { readonly id: JobId },
  { readonly vendor: string; readonly taken: number }
>(
  `SELECT vendor, ${takenSlots('jobs.vendor')} AS taken FROM jobs WHERE id = @id AND waits_for_slot = 1`,
);
const wake = statement<{ readonly id: JobId; readonly nowMs: number }>(
  `UPDATE jobs SET due_at_ms = ${SOONER}, woken = CASE WHEN lease_until_ms IS NULL THEN 0 ELSE 1 END
   WHERE id = @id AND state IN ('queued', 'submitting', 'running', 'delivering')`,
);
// A leased job is due and does not wait for a slot, so this only reads jobs in progress.
const LEASED = 'due_at_ms IS NOT NULL AND waits_for_slot = 0 AND lease_until_ms IS NOT NULL';
const releaseAll = statement<object>(
  `UPDATE jobs SET lease_until_ms = NULL, leased_by = NULL, woken = 0 WHERE ${LEASED}`,
);
const leasedBy = statement<{ readonly worker: string }, { readonly id: JobId }>(
  `SELECT id FROM jobs WHERE ${LEASED} AND coalesce(leased_by, '') = @worker`,
);
const leases = statement<object, { readonly worker: string; readonly jobs: number }>(
  `SELECT coalesce(leased_by, '') AS worker, count(*) AS jobs FROM jobs WHERE ${LEASED} GROUP BY coalesce(leased_by, '')`,
);
const release = statement<{ readonly id: JobId; readonly worker: string }>(
  `UPDATE jobs SET lease_until_ms = NULL, leased_by = NULL, woken = 0
   WHERE id = @id AND coalesce(leased_by, '') = @worker`,
);

/**
 * Saves the progress message and makes the job due: its interaction was answered. If the job was cancelled meanwhile,
 * its notice is shown again in that message. Returns whether a worker has to look: not if the job waits for one of
 * `slots` and all are taken, since the worker that frees one looks.
 */
export function* acknowledgeJob(
  id: JobId,
  progressMessageId: MessageId | null,
  options: {
    readonly nowMs: number;
    readonly slots: Slots | undefined;
    readonly worker: string | null;
  },
): Work<boolean> {
  const { nowMs, slots, worker } = options;
  yield* acknowledge.run({ id, progressMessageId, nowMs });
  // Another process may free a slot unseen by this transaction.
  if (slots === undefined || worker !== null) return true;
  const line = yield* lineOf.first({ id });
  return line === null || line.taken < slotsOf(line.vendor, slots);
}

/** Makes an unfinished job due now. */
export function* wakeJob(id: JobId, nowMs: number): Work<void> {
  yield* wake.run({ id, nowMs });
}

/** The number of leased jobs by worker; a single worker has no name. */
export function* countLeases(): Work<
  readonly { readonly worker: string; readonly jobs: number }[]
> {
  return yield* leases.all({});
}

/** Releases every lease; returns their number. */
export function* releaseAllLeases(): Work<number> {
  return yield* releaseAll.count({});
}

/**
 * Releases a worker's leases except the given ones: jobs of a claim whose answer was lost, or of a pass that could not
 * be saved, would otherwise stay leased. Null is the single worker's name. Returns their number.
 */
export function* releaseLeasesExcept(name: string | null, held: ReadonlySet<JobId>): Work<number> {
  const worker = name ?? '';
  const leased = (yield* leasedBy.all({ worker })).map(({ id }) => id);
  const unknown = leased.filter((id) => !held.has(id)).toSorted();
  const ended = yield* concurrently(...unknown.map((id) => release.count({ id, worker })));
  return ended.reduce((sum, count) => sum + count, 0);
}
