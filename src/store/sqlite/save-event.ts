import type { Job } from '#domain/job.ts';
import { isFinal } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import { transition } from '#domain/job-transitions.ts';
import type { EventEffects, SaveOutcome } from '#ports/store.ts';
import type { Holding } from './job-row.ts';
import type { JobTable } from './job-table.ts';
import type { Ledger } from './ledger.ts';
import type { UsageTable } from './usage-table.ts';

/**
 * Applies the event to the job as the table holds it, with its booking, inside one transaction.
 * The holder's own copy counts only for its revision: what others may write without raising the
 * revision (the progress message, a wake) is never overwritten by it.
 */
export function saveEvent(
  {
    jobTable,
    ledger,
    usageTable,
  }: { readonly jobTable: JobTable; readonly ledger: Ledger; readonly usageTable: UsageTable },
  claimed: Pick<Job, 'id' | 'revision'>,
  event: JobEvent,
  {
    nowMs,
    leaseUntilMs,
    effects,
  }: {
    readonly nowMs: number;
    readonly leaseUntilMs: number | null;
    readonly effects: EventEffects | undefined;
  },
): SaveOutcome {
  const held = jobTable.find(claimed.id);
  if (held === null || held.job.revision !== claimed.revision) return { kind: 'stale' };
  const moved = transition(held.job, event, nowMs);
  if (moved === null) return { kind: 'ignored', job: held.job };
  if (event.kind === 'vendor-changed') {
    usageTable.moveTo(held.job.id, event.vendor, effects?.vendorCost);
  }
  if (moved.ledger !== null) {
    const settleCredits = effects?.settleCredits;
    ledger.answer(held.job, moved.ledger, { nowMs, settleCredits });
    const settled = settleCredits ?? held.job.priceCredits;
    usageTable.answer(held.job, moved.ledger === 'settle' ? settled : 0);
  }
  const { job, holding } = letGo({ ...moved.job, revision: held.job.revision + 1 }, held.holding, {
    nowMs,
    leaseUntilMs,
  });
  jobTable.update(held.job, job, holding);
  return { kind: 'saved', job };
}

/** A job that was woken while somebody held it is due as soon as they let go of it. */
function letGo(
  job: Job,
  { woken }: Holding,
  { nowMs, leaseUntilMs }: { readonly nowMs: number; readonly leaseUntilMs: number | null },
): { readonly job: Job; readonly holding: Holding } {
  if (job.dueAtMs === null) return { job, holding: { leaseUntilMs: null, woken: 0 } };
  if (leaseUntilMs !== null) return { job, holding: { leaseUntilMs, woken } };
  const isDueNow = woken === 1 && !isFinal(job.state);
  const dueAtMs = isDueNow ? Math.min(job.dueAtMs, nowMs) : job.dueAtMs;
  return { job: { ...job, dueAtMs }, holding: { leaseUntilMs: null, woken: 0 } };
}
