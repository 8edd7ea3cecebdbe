import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import { type QueuePlace, queuePlace } from '#domain/queue.ts';
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
  const place = placeOf(jobTable, draft);
  if (place.kind === 'full') return { kind: 'queue-full' };
  const account = ledger.renew(draft.origin.guildId, monthlyCredits, nowMs);
  if (account.available < draft.priceCredits) return { kind: 'credits-exhausted', account };
  const job = newJob(draft, nowMs);
  // The reservation comes first: a trigger refuses a job without one.
  ledger.reserve(job);
  jobTable.insert(job);
  return {
    kind: 'accepted',
    job,
    ...(place.kind === 'waits' ? { queuePosition: place.position } : {}),
  };
}

/** What the archive serves waits for nobody. */
function placeOf(jobTable: JobTable, { origin, request, queue }: JobDraft): QueuePlace {
  if (queue === undefined || actionRow(request.action).fromArchive) return { kind: 'starts' };
  return queuePlace(jobTable.countForVendors(origin.guildId, origin.userId), queue);
}

function newJob(draft: JobDraft, nowMs: number): Job {
  const { queue: _, ...same } = draft;
  return {
    ...same,
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
