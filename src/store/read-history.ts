/** A server's entries for the history, each with its job's owner and outcome. */
import type { HistoryEntry } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import { entries } from './schema/ledger.ts';
import { fieldsOf } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

const before = statement<
  {
    readonly guildId: GuildId;
    readonly below: number;
    readonly most: number;
    readonly all: 0 | 1;
  },
  HistoryEntry
>(
  `SELECT entry.*, jobs.user_id AS "jobUserId", jobs.visibility AS "jobVisibility",
     ending.spent_delta AS "paidCredits", ending.available_delta AS "returnedCredits"
   FROM (
     SELECT ${fieldsOf(entries)} FROM entries WHERE guild_id = @guildId AND number < @below
       AND (@all = 1 OR kind NOT IN ('settle', 'refund'))
     ORDER BY entries.number DESC LIMIT @most
   ) entry
   LEFT JOIN jobs ON jobs.id = entry."jobId"
   LEFT JOIN entries ending ON entry.kind = 'reserve'
     AND ending.key IN ('settle:' || entry."jobId", 'refund:' || entry."jobId")`,
);

/** See `CreditStore.entriesBefore`. */
export function* readEntriesBefore(
  guildId: GuildId,
  number: number | null,
  most: number,
  which: 'all' | 'jobs',
): Work<readonly HistoryEntry[]> {
  const below = number ?? Number.MAX_SAFE_INTEGER;
  const found = yield* before.all({ guildId, below, most, all: which === 'all' ? 1 : 0 });
  return found.toSorted((one, other) => other.number - one.number);
}
