import { statement, type Work } from './statement.ts';

const count = statement<
  { readonly vendor: string; readonly max: number },
  { readonly jobs: number }
>(
  `SELECT (SELECT count(*) FROM jobs WHERE holds_slot = 1 AND vendor = @vendor)
     + (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE waits_for_slot = 1 AND vendor = @vendor
        LIMIT @max) AS waiting) AS jobs`,
);

/** Counts the jobs that a vendor has or will have in progress, up to `max`: a long queue is not counted to its end. */
export function* readBusySlots(vendor: string, max: number): Work<number> {
  return Math.min(max, (yield* count.first({ vendor, max }))?.jobs ?? 0);
}
