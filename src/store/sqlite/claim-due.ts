/**
 * Chooses which due jobs are worked on next. Jobs that wait for nothing but a worker (in hand at a
 * vendor, to be delivered, or served from the archive) come first, the longest due first; queued
 * ones follow as far as their vendor has free slots, in the order of the waiting line. It relies
 * on partial indexes over unfinished jobs and never reads finished ones.
 */
import type { Database } from 'better-sqlite3';
import type { JobId } from '#domain/ids.ts';
import type { Speed } from '#domain/speed.ts';
import type { Slots } from '#ports/store.ts';
import type { JobRow } from './job-row.ts';
import { jobs } from './schema-jobs.ts';
import { fieldsOf } from './sql-text.ts';
import { createWaitingLine } from './waiting-line.ts';

export type Claim = {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly limit: number;
  readonly slots: Slots;
};

export type Claims = {
  /** Claims inside the caller's transaction; the most urgent first. */
  claimDue(claim: Claim): readonly JobRow[];
  /** When something may be claimed that the last claim could not have. */
  nextDueAtMs(nowMs: number): number | null;
};

/** The dearest speed first. */
const LINES = ['turbo', 'fast', 'relax'] as const satisfies readonly Speed[];

/** Claiming over one connection. */
export function createClaims(database: Database): Claims {
  const waitingLine = createWaitingLine(database);
  const ready = database
    .prepare<[number, number], JobId>(
      `SELECT id FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0
       AND claimable_at_ms <= ? ORDER BY claimable_at_ms LIMIT ?`,
    )
    .pluck();
  const firstWaiting = database
    .prepare<[], number | null>('SELECT min(due_at_ms) FROM jobs WHERE waits_for_slot = 1')
    .pluck();
  const nextVendor = database
    .prepare<[string], string | null>(
      'SELECT min(vendor) FROM jobs INDEXED BY jobs_waiting WHERE waits_for_slot = 1 AND vendor > ?',
    )
    .pluck();
  const slotsHeld = database
    .prepare<[string], number>('SELECT count(*) FROM jobs WHERE holds_slot = 1 AND vendor = ?')
    .pluck();
  // A worker that held the job before cannot save any more, even if nobody saved since.
  const lease = database.prepare<[{ id: JobId; leaseUntilMs: number }], JobRow>(
    `UPDATE jobs SET lease_until_ms = @leaseUntilMs, woken = 0, revision = revision + 1
     WHERE id = @id RETURNING ${fieldsOf(jobs)}`,
  );
  const nextReady = database
    .prepare<[], number | null>(
      `SELECT min(claimable_at_ms) FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0`,
    )
    .pluck();
  const nextWaiting = database
    .prepare<[number], number | null>(
      'SELECT min(due_at_ms) FROM jobs WHERE waits_for_slot = 1 AND due_at_ms > ?',
    )
    .pluck();

  /** A vendor without a figure (no longer configured) is not waited for: its jobs must end. */
  const freeSlots = (vendor: string, { perVendor }: Slots): number => {
    const slots = perVendor[vendor];
    return slots === undefined ? Number.MAX_SAFE_INTEGER : slots - (slotsHeld.get(vendor) ?? 0);
  };

  const leaseAll = (ids: readonly JobId[], { nowMs, leaseMs }: Claim): readonly JobRow[] =>
    ids.flatMap((id) => lease.get({ id, leaseUntilMs: nowMs + leaseMs }) ?? []);

  const leaseWaiting = (claim: Claim, limit: number): readonly JobRow[] => {
    const { nowMs, slots } = claim;
    const dueAtMs = firstWaiting.get() ?? null;
    if (dueAtMs === null || dueAtMs > nowMs) return [];
    const perMember = slots.perMember ?? Number.MAX_SAFE_INTEGER;
    const claimed: JobRow[] = [];
    let vendor = nextVendor.get('') ?? null;
    while (vendor !== null) {
      for (const speed of LINES) {
        const wanted = Math.min(freeSlots(vendor, slots), limit - claimed.length);
        if (wanted <= 0) break;
        // Leased at once: the next line counts them as in hand.
        claimed.push(...leaseAll(waitingLine({ vendor, speed, nowMs, perMember }, wanted), claim));
      }
      vendor = nextVendor.get(vendor) ?? null;
    }
    return claimed;
  };

  let lastClaimAtMs = Number.POSITIVE_INFINITY;

  return {
    claimDue: (claim) => {
      const { nowMs, limit } = claim;
      lastClaimAtMs = nowMs;
      const first = leaseAll(ready.all(nowMs, limit), claim);
      return [...first, ...leaseWaiting(claim, limit - first.length)];
    },
    nextDueAtMs: (nowMs) => {
      // Queued jobs that were due at the last claim wait for a slot, not for time. Those that came
      // due since then were never looked at, and must not be slept over.
      const times = [nextReady.get(), nextWaiting.get(Math.min(nowMs, lastClaimAtMs))];
      const known = times.filter((time) => typeof time === 'number');
      return known.length === 0 ? null : Math.min(...known);
    },
  };
}
