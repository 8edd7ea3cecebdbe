import type { Database } from 'better-sqlite3';
import type { JobId, MessageId } from '#domain/ids.ts';

/** Small writes beside a worker that may hold the job: none raises the revision. */
export type Holdings = {
  acknowledge(id: JobId, progressMessageId: MessageId | null, nowMs: number): void;
  wake(id: JobId, nowMs: number): void;
  /** How many jobs were let go of. */
  releaseAll(): number;
};

/** The writes over one connection. */
export function createHoldings(database: Database): Holdings {
  const acknowledge = database.prepare<
    [{ id: JobId; progressMessageId: MessageId | null; nowMs: number }]
  >(
    `UPDATE jobs SET
       progress_message_id = coalesce(@progressMessageId, progress_message_id),
       due_at_ms = CASE WHEN lease_until_ms > @nowMs THEN due_at_ms ELSE min(due_at_ms, @nowMs) END,
       updated_at_ms = @nowMs
     WHERE id = @id`,
  );
  // min() of a null is null: what is not due at all stays so.
  const wake = database.prepare<[{ id: JobId; nowMs: number }]>(
    `UPDATE jobs SET due_at_ms = min(due_at_ms, @nowMs), woken = lease_until_ms IS NOT NULL
     WHERE id = @id AND state IN ('queued', 'submitting', 'running', 'delivering')`,
  );
  const releaseAll = database.prepare<[]>(
    'UPDATE jobs SET lease_until_ms = NULL, woken = 0 WHERE lease_until_ms IS NOT NULL',
  );
  return {
    acknowledge: (id, progressMessageId, nowMs) => {
      acknowledge.run({ id, progressMessageId, nowMs });
    },
    wake: (id, nowMs) => {
      wake.run({ id, nowMs });
    },
    releaseAll: () => releaseAll.run().changes,
  };
}
