import { isFinal, type Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { transition } from '#domain/job-transitions.ts';
import type { ClaimedJob, EventEffects, SaveOutcome } from '#ports/job-store.ts';
import type { LeaseColumns } from './job-row.ts';
import { findJobToChange, updateJob } from './job-table.ts';
import { resolveReservation } from './ledger.ts';
import { hasReusableStep, saveStep } from './lists.ts';
import { addCopy } from './remark-table.ts';
import type { Work } from './statement.ts';
import { moveCharge, resolveCharge } from './usage-table.ts';

/** Options of a save. */
export type SaveOptions = {
  readonly nowMs: number;
  /** Null: release the job. */
  readonly leaseUntilMs: number | null;
  /** The worker that keeps the lease. */
  readonly worker: string | null;
  readonly effects: EventEffects | undefined;
};

/**
 * Applies the event to the stored job, with its booking and effects, in one transaction. Of the holder's copy only the
 * revision counts, and a progress message that is not stored yet: concurrent writes without a new revision (the
 * progress message, a wake) are never overwritten.
 */
export function* saveEvent(
  claimed: ClaimedJob,
  event: JobEvent,
  options: SaveOptions,
): Work<SaveOutcome> {
  const { nowMs, effects } = options;
  const { step, reusableStep } = effects ?? {};
  if (reusableStep === true && step !== undefined && (yield* hasReusableStep(step))) {
    return { kind: 'reusable-step-exists' };
  }
  const held = yield* findJobToChange(claimed.id);
  if (held === null || held.job.revision !== claimed.revision) return { kind: 'stale' };
  const moved = transition(held.job, event, nowMs);
  if (moved === null) return { kind: 'ignored', job: held.job };
  const { ledger } = moved;
  const settleCredits = effects?.settleCredits;
  // The account before the charge, whose triggers lock the vendor's sum of the day: the order in `statement.ts`.
  if (ledger !== null) yield* resolveReservation(held.job, ledger, { nowMs, settleCredits });
  if (event.kind === 'vendor-changed' || effects?.vendorCost !== undefined) {
    yield* moveCharge(moved.job, effects?.vendorCost, nowMs);
  }
  if (ledger !== null) {
    const settled = settleCredits ?? held.job.priceCredits;
    yield* resolveCharge(held.job, ledger === 'settle' ? settled : 0);
  }
  const { job, lease } = release(
    {
      ...moved.job,
      revision: held.job.revision + 1,
      progressMessageId: moved.job.progressMessageId ?? claimed.progressMessageId ?? null,
    },
    held.lease,
    options,
  );
  yield* updateJob(held.job, job, lease);
  if (step !== undefined) yield* saveStep(step);
  if (effects?.sendsCopy === true) yield* addCopy(claimed.id, nowMs);
  return { kind: 'saved', job };
}

/** A job that was woken while leased is due as soon as it is released. */
function release(
  job: Job,
  { woken }: LeaseColumns,
  { nowMs, leaseUntilMs, worker }: SaveOptions,
): { readonly job: Job; readonly lease: LeaseColumns } {
  const unleased = { leaseUntilMs: null, leasedBy: null, woken: 0 } as const;
  if (job.dueAtMs === null) return { job, lease: unleased };
  if (leaseUntilMs !== null) return { job, lease: { leaseUntilMs, leasedBy: worker, woken } };
  const isDueNow = woken === 1 && !isFinal(job.state);
  const dueAtMs = isDueNow ? Math.min(job.dueAtMs, nowMs) : job.dueAtMs;
  return { job: { ...job, dueAtMs }, lease: unleased };
}
