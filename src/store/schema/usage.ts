/**
 * Who used what: one row for each job that costs something, and the sums that limits and charts
 * are read from. The sums are kept by triggers; the migrations have them.
 */
import type { ActionName } from '#domain/action.ts';
import type { ChannelId, GuildId, JobId, UserId } from '#domain/ids.ts';
import { jobs } from './jobs.ts';
import { check, index, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** What a job holds or cost, in credits and in its vendor's own money. */
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
    /** The day it was accepted, where the server lives. */
    day: text('day').notNull(),
    /** Held while the job runs, then what was settled; 0 after a refund. */
    credits: integer('credits').notNull(),
    vendor: text('vendor').notNull(),
    /** The day it was accepted, in UTC: vendors' ceilings know no server's time zone. */
    vendorDay: text('vendor_day').notNull(),
    /** `USD`, `credits`, ... as the vendor's own file names it; empty where it names no price. */
    vendorUnit: text('vendor_unit').notNull(),
    /** Millionths of the unit, as expected from the vendor's prices; 0 when it was never asked. */
    vendorCostMicros: integer('vendor_cost_micros').notNull(),
  },
  (charge) => [
    index('charges_by_vendor_day').on(charge.vendorDay, charge.jobId),
    check('charges_are_never_negative', sql`credits >= 0 AND vendor_cost_micros >= 0`),
  ],
);

/** Credits held and used, by day, member, channel and action. */
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

/** Threads in which something was used: it counts for the channel that they are in, too. */
export const threads = sqliteTable(
  'threads',
  {
    channelId: text('channel_id').$type<ChannelId>().primaryKey(),
    parentChannelId: text('parent_channel_id').$type<ChannelId>().notNull(),
    /** The last day on which something was used there, so that sums pass by those of other periods. */
    lastDay: text('last_day').notNull(),
  },
  (thread) => [index('threads_by_parent').on(thread.parentChannelId, thread.lastDay)],
);

/** What each vendor was asked for on a day, in its own money. */
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
