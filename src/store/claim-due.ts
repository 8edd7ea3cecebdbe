/**
 * Claims the next jobs. Jobs that only wait for a worker (in progress at a vendor, to be delivered, or served from the
 * archive) come first, longest due first; queued ones follow while their vendor has free slots, in the order of the
 * waiting line. It uses partial indexes over unfinished jobs and never reads finished ones.
 */
import type { JobId } from '#domain/ids.ts';
import type { Speed } from '#domain/speed.ts';
import type { Claim, Slots } from '#ports/job-store.ts';
import type { JobRow } from './job-row.ts';
import { jobs } from './schema/jobs.ts';
import { fieldsOf } from './sql-text.ts';
import { concurrently, lock, statement, type Work } from './statement.ts';
import { slotsOf, takenSlots } from './vendor-slots.ts';
import { nextInLine } from './waiting-line.ts';

/** The most expensive speed first. */
const LINES = ['turbo', 'fast', 'relax'] as const satisfies readonly Speed[];

type Lease = { readonly leaseUntilMs: number; readonly worker: string | null };

// The raised revision makes saves of an earlier holder stale.
const LEASE = `UPDATE jobs SET lease_until_ms = @leaseUntilMs, leased_by = @worker, woken = 0,
  revision = revision + 1`;
/** Jobs that call none of the busy vendors (names between commas; empty: none is busy). */
const CALLS_NO_BUSY = `(CAST(@busy AS text) = '' OR from_archive = 1
  OR state NOT IN ('queued', 'submitting', 'running') OR CAST(@busy AS text) NOT LIKE '%,' || vendor || ',%')`;
const namesOf = (busy: readonly string[]): string => (busy.length === 0 ? '' : `,${busy.join()},`);
const leaseReady = statement<
  Lease & { readonly nowMs: number; readonly most: number; readonly busy: string },
  JobRow
>(
  `${LEASE} WHERE id IN (
     SELECT id FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0
     AND claimable_at_ms <= @nowMs AND ${CALLS_NO_BUSY} ORDER BY claimable_at_ms LIMIT @most FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING ${fieldsOf(jobs)}`,
);
const leaseWaiting = statement<Lease & { readonly id: JobId }, JobRow>(
  `${LEASE} WHERE id = @id AND waits_for_slot = 1 RETURNING ${fieldsOf(jobs)}`,
);
const VENDOR_AFTER = `SELECT min(vendor) AS vendor FROM jobs INDEXED BY jobs_waiting
  WHERE waits_for_slot = 1 AND vendor > @after`;
const nextVendor = statement<{ readonly after: string }, { readonly vendor: string | null }>(
  VENDOR_AFTER,
);
const firstWaiting = statement<
  { readonly after: string },
  { readonly atMs: number | null; readonly vendor: string | null }
>(
  `SELECT (SELECT min(due_at_ms) FROM jobs WHERE waits_for_slot = 1) AS "atMs", (${VENDOR_AFTER}) AS vendor`,
);
/** Longer queues are read by age, not compared as a whole. */
const LONG = 16;
/** How many jobs wait at that speed, counted up to `LONG`. */
const waitingAt = (
  speed: Speed,
) => `(SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_waiting
  WHERE waits_for_slot = 1 AND vendor = @vendor AND speed = '${speed}' LIMIT ${LONG}) AS few) AS ${speed}`;
const slotsAndLines = statement<
  { readonly vendor: string },
  { readonly taken: number } & { readonly [Line in Speed]: number }
>(
  `SELECT ${takenSlots('@vendor')} AS taken,
     ${LINES.map(waitingAt).join(', ')}`,
);
const NO_JOBS = { taken: 0, turbo: 0, fast: 0, relax: 0 } as const;
const nextReady = statement<{ readonly busy: string }, { readonly atMs: number | null }>(
  `SELECT min(claimable_at_ms) AS "atMs" FROM jobs
   WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0 AND ${CALLS_NO_BUSY}`,
);
const nextWaiting = statement<{ readonly afterMs: number }, { readonly atMs: number | null }>(
  'SELECT min(due_at_ms) AS "atMs" FROM jobs WHERE waits_for_slot = 1 AND due_at_ms > @afterMs',
);

/** Claims jobs in the caller's transaction, most urgent first. */
export function* claimDue(claim: Claim, worker: string | null): Work<readonly JobRow[]> {
  const { nowMs, leaseMs, limit, busy = [] } = claim;
  const lease = { leaseUntilMs: nowMs + leaseMs, worker };
  const [ready, waiting] = yield* concurrently(
    leaseReady.all({ ...lease, nowMs, most: limit, busy: namesOf(busy) }),
    firstWaiting.first({ after: '' }),
  );
  const longestDueFirst = ready.toSorted((one, other) => (one.dueAtMs ?? 0) - (other.dueAtMs ?? 0));
  const left = limit - ready.length;
  if (left <= 0 || waiting === null || (waiting.atMs ?? nowMs + 1) > nowMs) return longestDueFirst;
  return [...longestDueFirst, ...(yield* claimWaiting(claim, lease, left, waiting.vendor))];
}

function* claimWaiting(
  { nowMs, slots, busy = [] }: Claim,
  lease: Lease,
  limit: number,
  firstVendor: string | null,
): Work<readonly JobRow[]> {
  const perMember = slots.perMember ?? Number.MAX_SAFE_INTEGER;
  const claimed: JobRow[] = [];
  let vendor = firstVendor;
  while (vendor !== null) {
    // One process at a time, since slots and turns are counted over all processes.
    yield* lock(`start:${vendor}`);
    const [now, following] = yield* concurrently(
      slotsAndLines.first({ vendor }),
      nextVendor.first({ after: vendor }),
    );
    const { taken, ...lines } = now ?? NO_JOBS;
    let free = busy.includes(vendor)
      ? 0
      : Math.min(slotsOf(vendor, slots) - taken, limit - claimed.length);
    for (const speed of LINES) {
      if (free <= 0 || lines[speed] === 0) continue;
      const line = { vendor, speed, nowMs, perMember };
      const ids = yield* nextInLine(line, free, lines[speed] === LONG);
      // Leased at once, so that the next speed counts them as in progress.
      const leased = yield* concurrently(...ids.map((id) => leaseWaiting.first({ ...lease, id })));
      const started = leased.filter((row) => row !== null);
      claimed.push(...started);
      free -= started.length;
    }
    vendor = following?.vendor ?? null;
  }
  return claimed;
}

/** Whether a new job may start at once: a slot is free, and no other job waits for it. */
export function* mayStartAtOnce(vendor: string, slots: Slots): Work<boolean> {
  const { taken, ...lines } = (yield* slotsAndLines.first({ vendor })) ?? NO_JOBS;
  return LINES.every((speed) => lines[speed] === 0) && taken < slotsOf(vendor, slots);
}

/**
 * The next time at which something may become claimable. Queued jobs that were due at `lastClaimAtMs` wait for a slot,
 * not for time; those that became due later have not been considered yet.
 */
export function* nextDueAtMs(
  nowMs: number,
  lastClaimAtMs: number,
  busy: readonly string[],
): Work<number | null> {
  const next = yield* concurrently(
    nextReady.first({ busy: namesOf(busy) }),
    nextWaiting.first({ afterMs: Math.min(nowMs, lastClaimAtMs) }),
  );
  const known = next.map((row) => row?.atMs ?? null).filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
