/**
 * Usage: one row for each job that costs something, and the sums for limits and charts, maintained by triggers in the
 * migrations.
 */
import type { ActionName } from '#domain/action.ts';
import type { ChannelId, GuildId, JobId, UserId } from '#domain/ids.ts';
import { jobs } from './jobs.ts';
import { check, index, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** A job's reserved or final cost, in credits and in its vendor's own money. */
export const charges = sqliteTable(
  'charges',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .primaryKey()
      .references(() => jobs.id),
    guildId: text('guild_id').$type<GuildId>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    channelId: text('channel_id').$type<ChannelId>().notNull(),
    action: text('action').$type<ActionName>().notNull(),
    /** The day of acceptance in the server's time zone. */
    day: text('day').notNull(),
    /** Reserved while the job runs, then settled; 0 after a refund. */
    credits: integer('credits').notNull(),
    vendor: text('vendor').notNull(),
    /** The UTC day of acceptance, for vendors' ceilings. */
    vendorDay: text('vendor_day').notNull(),
    /** `USD`, `credits`, ... as in the vendor's specification; empty without a price. */
    vendorUnit: text('vendor_unit').notNull(),
    /** The expected cost in millionths of the unit; 0 if the vendor was never asked. */
    vendorCostMicros: integer('vendor_cost_micros').notNull(),
  },
  (charge) => [
    index('charges_by_vendor_day').on(charge.vendorDay, charge.jobId),
    check('charges_are_never_negative', sql`credits >= 0 AND vendor_cost_micros >= 0`),
  ],
);

/** Reserved and used credits by day, member, channel and action. */
export const usage = sqliteTable(
  'usage',
  {
    guildId: text('guild_id').$type<GuildId>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    day: text('day').notNull(),
    channelId: text('channel_id').$type<ChannelId>().notNull(),
    action: text('action').$type<ActionName>().notNull(),
    jobs: integer('jobs').notNull(),
    credits: integer('credits').notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.guildId, row.userId, row.day, row.channelId, row.action] }),
    index('usage_by_channel').on(row.guildId, row.channelId, row.day, row.credits),
    index('usage_by_day').on(row.guildId, row.day),
    check('usage_is_never_negative', sql`jobs >= 0 AND credits >= 0`),
  ],
);

/** Threads with usage, which also counts for their channel. */
export const threads = sqliteTable(
  'threads',
  {
    channelId: text('channel_id').$type<ChannelId>().primaryKey(),
    parentChannelId: text('parent_channel_id').$type<ChannelId>().notNull(),
    /** The last day with usage, so that sums skip threads of other periods. */
    lastDay: text('last_day').notNull(),
  },
  (thread) => [index('threads_by_parent').on(thread.parentChannelId, thread.lastDay)],
);

/** Each vendor's expected cost per day, in its own money. */
export const vendorDays = sqliteTable(
  'vendor_days',
  {
    vendor: text('vendor').notNull(),
    day: text('day').notNull(),
    unit: text('unit').notNull(),
    costMicros: integer('cost_micros').notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.vendor, row.day, row.unit] }),
    check('vendor_days_are_never_negative', sql`cost_micros >= 0`),
  ],
);
