/**
 * After the clock is set back, unfinished jobs would wait for the time that was taken away. A job whose last save is in
 * the future shows that it happened.
 */
import { SET_BACK_MS } from '#ports/clock.ts';
import { statement, type Work } from './statement.ts';

const UNFINISHED = ['due_at_ms IS NOT NULL AND waits_for_slot = 0', 'waits_for_slot = 1'] as const;

const latest = UNFINISHED.map((which) =>
  statement<object, { readonly atMs: number | null }>(
    `SELECT max(updated_at_ms) AS "atMs" FROM jobs WHERE ${which}`,
  ),
);
const move = UNFINISHED.map((which) =>
  statement<{ readonly byMs: number; readonly nowMs: number }>(
    `UPDATE jobs SET due_at_ms = due_at_ms - @byMs, lease_until_ms = lease_until_ms - @byMs,
       deadline_at_ms = deadline_at_ms - @byMs,
       accepted_at_ms = CASE WHEN accepted_at_ms > @nowMs THEN accepted_at_ms - @byMs ELSE accepted_at_ms END,
       updated_at_ms = CASE WHEN updated_at_ms > @nowMs THEN @nowMs ELSE updated_at_ms END
     WHERE ${which} AND (claimable_at_ms > @nowMs OR updated_at_ms > @nowMs)`,
  ),
);

/**
 * Moves the times of waiting jobs back by as much as the clock, judged by the latest save; returns the number of jobs.
 */
export function* followClockBack(nowMs: number): Work<number> {
  let latestMs = nowMs;
  for (const each of latest) latestMs = Math.max(latestMs, (yield* each.first({}))?.atMs ?? 0);
  const byMs = latestMs - nowMs;
  if (byMs < SET_BACK_MS) return 0;
  let moved = 0;
  for (const each of move) moved += yield* each.count({ byMs, nowMs });
  return moved;
}
