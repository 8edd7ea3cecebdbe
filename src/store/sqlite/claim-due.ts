/**
 * Chooses which due jobs are worked on next. Jobs that wait for nothing but a worker (in hand at a
 * vendor, to be delivered, or served from the archive) come first, the longest due first; queued
 * ones follow as far as their vendor has free slots, ranked so that servers, and members within a
 * server, take turns. It relies on partial indexes over unfinished jobs and never reads finished
 * ones.
 */
import type { Database } from 'better-sqlite3';
import type { JobId } from '#domain/ids.ts';
import type { Slots } from '#ports/store.ts';
import type { JobRow } from './job-row.ts';
import { jobs } from './schema-jobs.ts';
import { fieldsOf } from './sql-text.ts';

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

/** A vendor's slots are taken by what it has in hand and by what is about to be submitted. */
const OCCUPYING = `
  SELECT vendor, guild_id, user_id FROM jobs WHERE state IN ('submitting', 'running')
  UNION ALL
  SELECT vendor, guild_id, user_id FROM jobs WHERE waits_for_slot = 1 AND claimable_at_ms > @nowMs
    AND lease_until_ms > @nowMs`;

/**
 * The greedy rule - again and again the server with the fewest in hand, and in it the member with
 * the fewest - as a rank: what one has in hand plus one's place in one's own line.
 */
const RANKED = `
  WITH occupying AS MATERIALIZED (${OCCUPYING}),
  members AS MATERIALIZED (SELECT guild_id, user_id, count(*) AS in_hand FROM occupying GROUP BY 1, 2),
  guilds AS MATERIALIZED (SELECT guild_id, sum(in_hand) AS in_hand FROM members GROUP BY 1),
  in_line AS (
    SELECT id, speed = 'relax' AS relaxed, guild_id, user_id,
      row_number() OVER (PARTITION BY guild_id, user_id ORDER BY speed = 'relax', id) AS place
    FROM jobs WHERE waits_for_slot = 1 AND claimable_at_ms <= @nowMs AND vendor = @vendor
  ),
  of_member AS (
    SELECT in_line.*, place + coalesce(members.in_hand, 0) AS turn
    FROM in_line LEFT JOIN members USING (guild_id, user_id)
  ),
  of_guild AS (
    SELECT id, relaxed, guild_id,
      row_number() OVER (PARTITION BY guild_id ORDER BY relaxed, turn, id) AS place
    FROM of_member
  )
  SELECT id FROM of_guild LEFT JOIN guilds USING (guild_id)
  ORDER BY relaxed, place + coalesce(guilds.in_hand, 0), id LIMIT @limit`;

/** Claiming over one connection. */
export function createClaims(database: Database): Claims {
  const ready = database
    .prepare<[number, number], JobId>(
      `SELECT id FROM jobs WHERE due_at_ms IS NOT NULL AND waits_for_slot = 0
       AND claimable_at_ms <= ? ORDER BY claimable_at_ms LIMIT ?`,
    )
    .pluck();
  const waitingVendors = database
    .prepare<[number], string>(
      'SELECT DISTINCT vendor FROM jobs WHERE waits_for_slot = 1 AND claimable_at_ms <= ?',
    )
    .pluck();
  const occupied = database
    .prepare<[{ vendor: string; nowMs: number }], number>(
      `SELECT count(*) FROM (${OCCUPYING}) WHERE vendor = @vendor`,
    )
    .pluck();
  const ranked = database
    .prepare<[{ vendor: string; nowMs: number; limit: number }], JobId>(RANKED)
    .pluck();
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
      'SELECT min(claimable_at_ms) FROM jobs WHERE waits_for_slot = 1 AND claimable_at_ms > ?',
    )
    .pluck();

  /** A vendor without a figure (no longer configured) is not waited for: its jobs must end. */
  const freeSlots = (vendor: string, { nowMs, slots }: Claim): number => {
    const all = slots.perVendor[vendor];
    return all === undefined
      ? Number.MAX_SAFE_INTEGER
      : all - (occupied.get({ vendor, nowMs }) ?? 0);
  };

  const waiting = (claim: Claim, limit: number): readonly JobId[] => {
    const { nowMs } = claim;
    const chosen: JobId[] = [];
    for (const vendor of waitingVendors.all(nowMs)) {
      const free = Math.min(freeSlots(vendor, claim), limit - chosen.length);
      if (free > 0) chosen.push(...ranked.all({ vendor, nowMs, limit: free }));
    }
    return chosen;
  };

  let lastClaimAtMs = Number.POSITIVE_INFINITY;

  return {
    claimDue: (claim) => {
      const { nowMs, limit } = claim;
      lastClaimAtMs = nowMs;
      const first = ready.all(nowMs, limit);
      const ids =
        first.length < limit ? [...first, ...waiting(claim, limit - first.length)] : first;
      const leaseUntilMs = nowMs + claim.leaseMs;
      return ids.flatMap((id) => lease.get({ id, leaseUntilMs }) ?? []);
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
