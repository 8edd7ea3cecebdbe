import type { Database } from 'better-sqlite3';

/**
 * Counts the jobs that a vendor has or will have in hand, to at most `max`: a long queue is not
 * counted to its end to learn that there is no free slot.
 */
export function createBusySlotsReader(database: Database): (vendor: string, max: number) => number {
  const count = database
    .prepare<[{ vendor: string; max: number }], number>(
      `SELECT (SELECT count(*) FROM jobs WHERE holds_slot = 1 AND vendor = @vendor)
       + (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE waits_for_slot = 1 AND vendor = @vendor
          LIMIT @max))`,
    )
    .pluck();
  return (vendor, max) => Math.min(max, count.get({ vendor, max }) ?? 0);
}
