/** The slots of a vendor: how many jobs it may have in progress, and how many it has. */
import type { Slots } from '#ports/job-store.ts';
import { statement, type Work } from './statement.ts';

/** SQL that counts the taken slots of a vendor. */
export const takenSlots = (vendor: '@vendor' | 'jobs.vendor'): string =>
  `(SELECT count(*) FROM jobs AS taken WHERE taken.holds_slot = 1 AND taken.vendor = ${vendor})`;

/** A vendor that is no longer configured has no limit: its jobs must end. */
export const slotsOf = (vendor: string, { perVendor }: Slots): number =>
  perVendor[vendor] ?? Number.MAX_SAFE_INTEGER;

const busy = statement<
  { readonly vendor: string; readonly max: number },
  { readonly jobs: number }
>(
  `SELECT ${takenSlots('@vendor')}
     + (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE waits_for_slot = 1 AND vendor = @vendor
        LIMIT @max) AS waiting) AS jobs`,
);

/** Counts the jobs that a vendor has or will have in progress, up to `max`: a long queue is not counted to its end. */
export function* countBusySlots(vendor: string, max: number): Work<number> {
  return Math.min(max, (yield* busy.first({ vendor, max }))?.jobs ?? 0);
}
