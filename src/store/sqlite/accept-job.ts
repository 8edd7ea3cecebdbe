import type { Job } from '#domain/job.ts';
import type { AcceptOutcome, JobDraft } from '#ports/store.ts';
import type { JobTable } from './job-table.ts';
import type { Ledger } from './ledger.ts';

/** Job, reservation and a new month's quota, inside one transaction. */
export function acceptJob(
  { jobTable, ledger }: { readonly jobTable: JobTable; readonly ledger: Ledger },
  draft: JobDraft,
  monthlyCredits: number,
  nowMs: number,
): AcceptOutcome {
  const known = jobTable.findByInteraction(draft.origin.interactionId);
  if (known !== null) return { kind: 'duplicate', job: known };
  const account = ledger.renew(draft.origin.guildId, monthlyCredits, nowMs);
  if (account.available < draft.priceCredits) return { kind: 'credits-exhausted', account };
  const job = newJob(draft, nowMs);
  // The reservation comes first: a trigger refuses a job without one.
  ledger.reserve(job);
  jobTable.insert(job);
  return { kind: 'accepted', job };
}

function newJob(draft: JobDraft, nowMs: number): Job {
  return {
    ...draft,
    revision: 0,
    state: 'queued',
    stepIndex: 0,
    attempts: 0,
    progressPercent: null,
    deadlineAtMs: null,
    progressMessageId: null,
    postAttempted: false,
    finalChannelId: null,
    finalMessageId: null,
    result: null,
    failure: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}
