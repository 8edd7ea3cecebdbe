/**
 * Claims the jobs that are worked on next. Jobs that wait for nothing but a worker (in progress at a
 * vendor, to be delivered, or served from the archive) come first, the longest due first; queued
 * ones follow as far as their vendor has free slots, in the order of the waiting line. It relies
 * on partial indexes over unfinished jobs and never reads finished ones.
 */
import type { JobId } from '#domain/ids.ts';
import type { Speed } from '#domain/speed.ts';
import type { Claim, Slots } from '#ports/job-store.ts';
import type { JobRow } from './job-row.ts';
import { jobs } from './schema/jobs.ts';
import { fieldsOf } from './sql-text.ts';
import { lock, statement, type Work } from './statement.ts';
import { nextInLine } from './waiting-line.ts';

/** The dearest speed first. */
const LINES = ['turbo', 'fast', 'relax'] as const satisfies readonly Speed[];

type Lease = { readonly leaseUntilMs: number; readonly worker: string | null };

// A worker that held the job before cannot save any more, even if nobody saved since.
const LEASE = `UPDATE jobs SET lease_until_ms = @leaseUntilMs, leased_by = @worker, woken = 0,
  revision = revision + 1`;
const leaseReady = statement<Lease & { readonly nowMs: number; readonly most: number }, JobRow>(
  `${LEASE} WHERE id IN (
     SELECT id FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0
     AND claimable_at_ms <= @nowMs ORDER BY claimable_at_ms LIMIT @most FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING ${fieldsOf(jobs)}`,
);
const leaseWaiting = statement<Lease & { readonly id: JobId }, JobRow>(
  `${LEASE} WHERE id = @id AND waits_for_slot = 1 RETURNING ${fieldsOf(jobs)}`,
);
const firstWaiting = statement<object, { readonly atMs: number | null }>(
  'SELECT min(due_at_ms) AS "atMs" FROM jobs WHERE waits_for_slot = 1',
);
const nextVendor = statement<{ readonly after: string }, { readonly vendor: string | null }>(
  'SELECT min(vendor) AS vendor FROM jobs INDEXED BY jobs_waiting WHERE waits_for_slot = 1 AND vendor > @after',
);
const slotsHeld = statement<{ readonly vendor: string }, { readonly jobs: number }>(
  'SELECT count(*) AS jobs FROM jobs WHERE holds_slot = 1 AND vendor = @vendor',
);
const slotsAndLine = statement<
  { readonly vendor: string },
  { readonly held: number; readonly waiting: number }
>(
  `SELECT (SELECT count(*) FROM jobs WHERE holds_slot = 1 AND vendor = @vendor) AS held,
     (SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_waiting
        WHERE waits_for_slot = 1 AND vendor = @vendor LIMIT 1) AS first) AS waiting`,
);
const nextReady = statement<object, { readonly atMs: number | null }>(
  `SELECT min(claimable_at_ms) AS "atMs" FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0`,
);
const nextWaiting = statement<{ readonly afterMs: number }, { readonly atMs: number | null }>(
  'SELECT min(due_at_ms) AS "atMs" FROM jobs WHERE waits_for_slot = 1 AND due_at_ms > @afterMs',
);

/** Claims inside the caller's transaction; the most urgent first. */
export function* claimDue(claim: Claim, worker: string | null): Work<readonly JobRow[]> {
  const { nowMs, leaseMs, limit } = claim;
  const lease = { leaseUntilMs: nowMs + leaseMs, worker };
  const ready = yield* leaseReady.all({ ...lease, nowMs, most: limit });
  const longestDueFirst = ready.toSorted((one, other) => (one.dueAtMs ?? 0) - (other.dueAtMs ?? 0));
  return [...longestDueFirst, ...(yield* claimWaiting(claim, lease, limit - ready.length))];
}

function* claimWaiting(claim: Claim, lease: Lease, limit: number): Work<readonly JobRow[]> {
  const { nowMs, slots } = claim;
  const dueAtMs = (yield* firstWaiting.first({}))?.atMs ?? null;
  if (dueAtMs === null || dueAtMs > nowMs || limit <= 0) return [];
  const perMember = slots.perMember ?? Number.MAX_SAFE_INTEGER;
  const claimed: JobRow[] = [];
  let vendor = (yield* nextVendor.first({ after: '' }))?.vendor ?? null;
  while (vendor !== null) {
    // Who starts is decided by one process at a time: slots and turns are counted over all of them.
    yield* lock(`start:${vendor}`);
    for (const speed of LINES) {
      const wanted = Math.min(yield* freeSlots(vendor, slots), limit - claimed.length);
      if (wanted <= 0) break;
      // Leased at once: the next line counts them as in progress.
      for (const id of yield* nextInLine({ vendor, speed, nowMs, perMember }, wanted)) {
        claimed.push(...(yield* leaseWaiting.all({ ...lease, id })));
      }
    }
    vendor = (yield* nextVendor.first({ after: vendor }))?.vendor ?? null;
  }
  return claimed;
}

/** A vendor without a figure (no longer configured) is not waited for: its jobs must end. */
function* freeSlots(vendor: string, { perVendor }: Slots): Work<number> {
  const slots = perVendor[vendor];
  if (slots === undefined) return Number.MAX_SAFE_INTEGER;
  return slots - ((yield* slotsHeld.first({ vendor }))?.jobs ?? 0);
}

/** Whether a new job may start at once: a slot is free, and nobody has waited for one for longer. */
export function* mayStartAtOnce(vendor: string, slots: Slots): Work<boolean> {
  const { held = 0, waiting = 0 } = (yield* slotsAndLine.first({ vendor })) ?? {};
  return waiting === 0 && held < (slots.perVendor[vendor] ?? Number.MAX_SAFE_INTEGER);
}

/**
 * When something may be claimed that the claim at `lastClaimAtMs` could not have. Queued jobs that were due then wait
 * for a slot, not for time; those that came due since were never looked at, and must not be slept over.
 */
export function* nextDueAtMs(nowMs: number, lastClaimAtMs: number): Work<number | null> {
  const ready = (yield* nextReady.first({}))?.atMs ?? null;
  const waiting =
    (yield* nextWaiting.first({ afterMs: Math.min(nowMs, lastClaimAtMs) }))?.atMs ?? null;
  const known = [ready, waiting].filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
