/** What servers were told, who told them, and what they still have to be told. */
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';
import { check, index, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** A server's settings as JSON, laid over the defaults when read. */
export const guildSettings = sqliteTable(
  'guild_settings',
  {
    guildId: text('guild_id').$type<GuildId>().primaryKey(),
    settings: text('settings').notNull(),
  },
  () => [check('guild_settings_are_json', sql`json_valid(settings)`)],
);

/**
 * What people decided, append-only; the key is the interaction they decided it by. Only whom it was about can be
 * forgotten.
 */
export const acts = sqliteTable(
  'acts',
  {
    key: text('key').primaryKey(),
    /** '0' for what holds in every server. */
    guildId: text('guild_id').$type<GuildId>().notNull(),
    author: text('author').notNull(),
    /** JSON of what was decided, without the person that it is about. */
    what: text('what').notNull(),
    atMs: integer('at_ms').notNull(),
    /** The person that it is about; '0' once they are forgotten, null where it is about nobody. */
    subject: text('subject').$type<UserId>(),
  },
  (act) => [
    index('acts_by_guild').on(act.guildId, act.atMs),
    index('acts_by_time').on(act.atMs, act.key),
    index('acts_by_author').on(act.author, act.atMs),
    index('acts_by_subject').on(act.subject, act.atMs).where(sql`subject IS NOT NULL`),
  ],
);

/** That credits run low, once for each threshold and period. */
export const notices = sqliteTable(
  'notices',
  {
    guildId: text('guild_id').$type<GuildId>().notNull(),
    period: text('period').notNull(),
    thresholdPercent: integer('threshold_percent').notNull(),
    channelId: text('channel_id').$type<ChannelId>().notNull(),
    available: integer('available').notNull(),
    quota: integer('quota').notNull(),
    renewsAtMs: integer('renews_at_ms').notNull(),
    /** Of the request that was refused; 0: one that was accepted made them run low. */
    neededCredits: integer('needed_credits').notNull().default(0),
    /** 1: posted, or there is nowhere to post it. */
    shown: integer('shown').notNull(),
  },
  (notice) => [
    primaryKey({ columns: [notice.guildId, notice.period, notice.thresholdPercent] }),
    index('notices_to_show').on(notice.guildId).where(sql`shown = 0`),
  ],
);
