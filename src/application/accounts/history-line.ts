import type { HistoryEntry } from '#domain/credits.ts';
import type { UserId } from '#domain/ids.ts';
import { DAY_MS } from '#domain/period.ts';
import type { HistoryLine } from './credit-service.ts';

/** What a person may see of an entry: only the amount and the day of another person's stealth job. */
export function historyLine(
  { jobUserId, jobVisibility, paidCredits, returnedCredits, ...entry }: HistoryEntry,
  { userId, detailed }: { readonly userId: UserId; readonly detailed: boolean },
): HistoryLine {
  const isOver = !detailed && paidCredits !== null && returnedCredits !== null;
  if (jobVisibility === 'stealth' && jobUserId !== userId) {
    const availableDelta = entry.availableDelta + (isOver ? returnedCredits : 0);
    // Noon UTC is on the same day in every time zone from -12:00 to +11:59; Discord shows local time.
    const dayMs = Math.floor(entry.atMs / DAY_MS) * DAY_MS + DAY_MS / 2;
    return { kind: 'stealth', availableDelta, dayMs };
  }
  return isOver ? { kind: 'job', entry, paidCredits, returnedCredits } : { kind: 'booking', entry };
}
