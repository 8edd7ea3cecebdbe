/**
 * Accepts a job in one transaction: checks, the reservation, the job and due notices. Concurrent requests see each
 * other's reservations, so that the last credit and the last place under a cap are given out once.
 */
import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import { dayAt } from '#domain/period.ts';
import type { QueuePlace } from '#domain/queue.ts';
import type { AcceptOutcome, JobDraft } from '#ports/job-store.ts';
import { type CheckOptions, checkJob, notify, type Offer } from './check-job.ts';
import { mayStartAtOnce } from './claim-due.ts';
import type { Sharing } from './engine.ts';
import { insertJob } from './job-table.ts';
import { reserveCredits } from './ledger.ts';
import type { Work } from './statement.ts';
import { chargeJob, noteThread } from './usage-table.ts';

/** Options of accepting a job. */
export type AcceptOptions = CheckOptions & {
  /** Whether a job that may start is leased on acceptance; else a worker has to claim it. */
  readonly mayLease: boolean;
};

/**
 * Accepting writes only rows of the job's server, and last the vendor's sum of the day, so that jobs of several servers
 * can share a transaction. A ceiling reads that sum first: such a job has its own transaction.
 */
export function sharingOf(draft: JobDraft): Sharing | undefined {
  const costs = [draft.vendorCost, draft.relaxed?.vendorCost];
  const hasCeiling = costs.some((cost) => (cost?.ceilingMicros ?? null) !== null);
  return hasCeiling ? undefined : { line: draft.vendor, key: draft.origin.guildId };
}

/** The job, or the first refusal. */
export function* acceptJob(draft: JobDraft, options: AcceptOptions): Work<AcceptOutcome> {
  const { nowMs } = options;
  const verdict = yield* checkJob(draft, options);
  if (verdict.kind !== 'fits') return verdict;
  const { settings, account, open, period, place, offer, timeZone } = verdict;
  const job = newJob(draft, offer, nowMs);
  // The reservation comes first: a trigger refuses a job without one.
  yield* reserveCredits(job, open);
  const isLeased = options.mayLease && (yield* mayLease(draft, place));
  // Leased until its due time: the process that answers Discord runs it at once, and if it does not, the lease expires
  // and any worker claims the job.
  const leaseUntilMs = isLeased ? draft.dueAtMs : null;
  yield* insertJob(job, { leaseUntilMs, leasedBy: null, woken: 0 });
  const days = { day: dayAt(nowMs, timeZone), vendorDay: dayAt(nowMs, 'UTC') };
  yield* chargeJob(job, days, offer.vendorCost);
  const { channelId, parentChannelId } = draft.origin;
  if (parentChannelId !== undefined && offer.priceCredits > 0) {
    yield* noteThread({ channelId, parentChannelId, lastDay: days.day });
  }
  const left = { ...account, available: account.available - offer.priceCredits };
  const noticeDue = offer.priceCredits === 0 ? {} : yield* notify(settings, left, period);
  const waiting = place.kind === 'waits' ? { queuePosition: place.position } : {};
  const leased = isLeased ? { isLeased } : {};
  return { kind: 'accepted', job, ...waiting, ...noticeDue, ...leased };
}

/** Whether the job may start as soon as it is acknowledged, without waiting for a slot. */
function* mayLease({ request, vendor, slots }: JobDraft, place: QueuePlace): Work<boolean> {
  if (place.kind !== 'starts' || slots === undefined) return false;
  if (actionRow(request.action).fromArchive) return true;
  return yield* mayStartAtOnce(vendor, slots);
}

function newJob(draft: JobDraft, offer: Offer, nowMs: number): Job {
  const { parentChannelId: _, ...origin } = draft.origin;
  return {
    id: draft.id,
    parentId: draft.parentId,
    rootId: draft.rootId,
    origin,
    request: offer.request,
    vendor: draft.vendor,
    priceCredits: offer.priceCredits,
    dueAtMs: draft.dueAtMs,
    revision: 0,
    state: 'queued',
    stepIndex: 0,
    attempts: 0,
    progressPercent: null,
    acceptedAtMs: null,
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
