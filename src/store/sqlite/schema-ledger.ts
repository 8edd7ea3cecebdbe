/**
 * What the ledger's tables hold, for drizzle-kit and for the types of rows. The migrations add the
 * triggers that make the rules unbreakable: entries are never changed, an account moves by its
 * entries alone, and a job has exactly the bookings that its state asks for. A reservation is not
 * a row of its own: it is a `reserve` entry that no `settle` or `refund` has answered.
 */
import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EntryKind } from '#domain/credits.ts';
import type { GuildId, JobId } from '#domain/ids.ts';

/** A server's credits: the sums of its entries, kept so by triggers. */
export const accounts = sqliteTable(
  'accounts',
  {
    guildId: text('guild_id').$type<GuildId>().primaryKey(),
    available: integer('available').notNull(),
    reserved: integer('reserved').notNull(),
    spent: integer('spent').notNull(),
    /** The month that the last quota was granted for; it never goes back. */
    period: text('period').notNull(),
    /** What was granted for that month so far. */
    quota: integer('quota').notNull(),
    /** The entry that moved the account last. */
    lastEntry: integer('last_entry').notNull(),
  },
  () => [
    check('accounts_are_never_negative', sql`available >= 0 AND reserved >= 0 AND spent >= 0`),
  ],
);

/** The ledger's lines, append-only. */
export const entries = sqliteTable(
  'entries',
  {
    number: integer('number').primaryKey(),
    guildId: text('guild_id')
      .$type<GuildId>()
      .notNull()
      .references(() => accounts.guildId),
    kind: text('kind').$type<EntryKind>().notNull(),
    jobId: text('job_id').$type<JobId>(),
    key: text('key').notNull(),
    availableDelta: integer('available_delta').notNull(),
    reservedDelta: integer('reserved_delta').notNull(),
    spentDelta: integer('spent_delta').notNull(),
    reason: text('reason').notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (entry) => [
    uniqueIndex('entries_by_key').on(entry.key),
    index('entries_by_guild').on(entry.guildId, entry.number),
    // A reservation is answered once, whichever way.
    uniqueIndex('entries_by_answered_job').on(entry.jobId).where(sql`kind IN ('settle', 'refund')`),
    check(
      'entries_move_as_their_kind_says',
      sql`CASE kind
          WHEN 'grant' THEN available_delta > 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'expire' THEN available_delta < 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'reserve' THEN reserved_delta > 0 AND available_delta = -reserved_delta AND spent_delta = 0
          WHEN 'settle' THEN reserved_delta < 0 AND available_delta >= 0 AND spent_delta >= 0
            AND available_delta + spent_delta = -reserved_delta
          WHEN 'refund' THEN reserved_delta < 0 AND available_delta = -reserved_delta AND spent_delta = 0
          ELSE 0 END`,
    ),
    check(
      'entries_of_jobs_are_keyed_by_them',
      sql`CASE WHEN kind IN ('reserve', 'settle', 'refund')
          THEN job_id IS NOT NULL AND key = kind || ':' || job_id ELSE job_id IS NULL END`,
    ),
  ],
);
