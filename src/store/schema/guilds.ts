/** Servers' settings, decisions and notices. */
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';
import { check, index, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** A server's settings as JSON, merged with the defaults when read. */
export const guildSettings = sqliteTable(
  'guild_settings',
  {
    guildId: text('guild_id').$type<GuildId>().primaryKey(),
    settings: text('settings').notNull(),
  },
  () => [check('guild_settings_are_json', sql`json_valid(settings)`)],
);

/** Decisions, append-only; the key contains the interaction. Only the subject can be erased. */
export const acts = sqliteTable(
  'acts',
  {
    key: text('key').primaryKey(),
    /** '0' for decisions about every server. */
    guildId: text('guild_id').$type<GuildId>().notNull(),
    author: text('author').notNull(),
    /** The decision as JSON, without its subject. */
    what: text('what').notNull(),
    atMs: integer('at_ms').notNull(),
    /** The person it is about; '0' once erased, null for none. */
    subject: text('subject').$type<UserId>(),
  },
  (act) => [
    index('acts_by_guild').on(act.guildId, act.atMs),
    index('acts_by_time').on(act.atMs, act.key),
    index('acts_by_author').on(act.author, act.atMs),
    index('acts_by_subject').on(act.subject, act.atMs).where(sql`subject IS NOT NULL`),
  ],
);

/** Low-balance notices, one per threshold and period. */
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
    /** The price of the refused request; 0 if an accepted one caused the notice. */
    neededCredits: integer('needed_credits').notNull().default(0),
    /** 1: posted, or it cannot be posted. */
    shown: integer('shown').notNull(),
  },
  (notice) => [
    primaryKey({ columns: [notice.guildId, notice.period, notice.thresholdPercent] }),
    index('notices_to_show').on(notice.guildId).where(sql`shown = 0`),
  ],
);
