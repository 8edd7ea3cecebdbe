/**
 * The ledger's tables, for drizzle-kit and for row types. The migrations add triggers that enforce the rules: entries
 * and draws never change, an account moves only by its entries and a grant only by its draws, every entry is drawn
 * completely from grants, and a job has exactly the bookings that its state requires. A reservation is a `reserve`
 * entry without a `settle` or `refund`.
 */
import type { EntryKind, GrantKind } from '#domain/credits.ts';
import type { GuildId, JobId } from '#domain/ids.ts';
import { check, index, integer, sql, sqliteTable, text, uniqueIndex } from './table-language.ts';

/** A server's credits: the sums of its entries, maintained by triggers. */
export const accounts = sqliteTable(
  'accounts',
  {
    guildId: text('guild_id').$type<GuildId>().primaryKey(),
    available: integer('available').notNull(),
    reserved: integer('reserved').notNull(),
    spent: integer('spent').notNull(),
    /** The period of the last granted quota; it only increases. */
    period: text('period').notNull(),
    /** The quota granted in that period so far. */
    quota: integer('quota').notNull(),
    /** The last entry of the account. */
    lastEntry: integer('last_entry').notNull(),
    /** When a grant begins or expires next, monthly ones excluded; null: none. */
    nextChangeAtMs: integer('next_change_at_ms'),
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
    author: text('author'),
    atMs: integer('at_ms').notNull(),
  },
  (entry) => [
    uniqueIndex('entries_by_key').on(entry.key),
    index('entries_by_guild').on(entry.guildId, entry.number),
    // A reservation is settled or refunded once.
    uniqueIndex('entries_by_answered_job').on(entry.jobId).where(sql`kind IN ('settle', 'refund')`),
    check(
      'entries_move_as_their_kind_says',
      sql`CASE kind
          WHEN 'grant' THEN available_delta > 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'expire' THEN available_delta < 0 AND reserved_delta = 0 AND spent_delta = 0
          WHEN 'adjust' THEN available_delta <> 0 AND reserved_delta = 0 AND spent_delta = 0
            AND author IS NOT NULL
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

/** Grants. A grant without a draw has not begun. */
export const grants = sqliteTable(
  'grants',
  {
    number: integer('number').primaryKey(),
    guildId: text('guild_id')
      .$type<GuildId>()
      .notNull()
      .references(() => accounts.guildId),
    kind: text('kind').$type<GrantKind>().notNull(),
    /** Unique: an interaction, an entitlement, a server's period. */
    key: text('key').notNull(),
    amount: integer('amount').notNull(),
    period: text('period'),
    effectiveAtMs: integer('effective_at_ms').notNull(),
    expiresAtMs: integer('expires_at_ms'),
    reason: text('reason').notNull(),
    author: text('author'),
    /** The entitlement of a sale, the same for every period of a subscription. */
    sale: text('sale'),
    createdAtMs: integer('created_at_ms').notNull(),
    available: integer('available').notNull(),
    reserved: integer('reserved').notNull(),
    spent: integer('spent').notNull(),
    /** The last draw of the grant; 0: never booked. */
    lastDraw: integer('last_draw').notNull(),
  },
  (grant) => [
    uniqueIndex('grants_by_key').on(grant.key),
    // Partial indexes, which stay small.
    index('grants_open').on(grant.guildId).where(sql`available > 0 OR reserved > 0`),
    index('grants_by_sale').on(grant.sale).where(sql`sale IS NOT NULL`),
    index('grants_pending').on(grant.guildId, grant.effectiveAtMs).where(sql`last_draw = 0`),
    check('grants_kind_is_known', sql`kind IN ('monthly', 'gift', 'top-up', 'purchase')`),
    check('grants_of_months_name_them', sql`(kind = 'monthly') = (period IS NOT NULL)`),
    check(
      'grants_end_after_they_begin',
      sql`expires_at_ms IS NULL OR expires_at_ms > effective_at_ms`,
    ),
    check(
      'grants_are_never_overdrawn',
      sql`amount > 0 AND available >= 0 AND reserved >= 0 AND spent >= 0
          AND available + reserved + spent <= amount`,
    ),
  ],
);

/** Sales that Discord refunded: they give nothing more, and credits returned to them expire. */
export const paidBackSales = sqliteTable('paid_back_sales', {
  sale: text('sale').primaryKey(),
  atMs: integer('at_ms').notNull(),
});

/** The parts of an entry in each grant, written before the entry, which must be their sum. */
export const draws = sqliteTable(
  'draws',
  {
    number: integer('number').primaryKey(),
    entryKey: text('entry_key')
      .notNull()
      .references(() => entries.key),
    grantNumber: integer('grant_number')
      .notNull()
      .references(() => grants.number),
    availableDelta: integer('available_delta').notNull(),
    reservedDelta: integer('reserved_delta').notNull(),
    spentDelta: integer('spent_delta').notNull(),
  },
  (draw) => [uniqueIndex('draws_by_entry').on(draw.entryKey, draw.grantNumber)],
);
