import type { Database } from 'better-sqlite3';
import {
  changeSettings,
  DEFAULT_SETTINGS,
  type GuildSettings,
  type SettingsChange,
} from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Act, LowBalance } from '#ports/credit-store.ts';
import { notices } from './schema-guilds.ts';
import { fieldsOf } from './sql-text.ts';

type NoticeKey = Pick<LowBalance, 'guildId' | 'period' | 'thresholdPercent'>;

/** What servers were told, by whom, and what they have to be told. */
export type GuildTable = {
  settings(guildId: GuildId): GuildSettings;
  change(guildId: GuildId, change: SettingsChange, act: Act): GuildSettings;
  /** Whether the notice is a new one: each threshold is told once in a period. */
  notice(notice: LowBalance): boolean;
  noticesToShow(): readonly LowBalance[];
  noticeShown(notice: NoticeKey): void;
};

/** The tables over one connection. */
export function createGuildTable(database: Database): GuildTable {
  const read = database
    .prepare<[GuildId], string>('SELECT settings FROM guild_settings WHERE guild_id = ?')
    .pluck();
  const write = database.prepare<[GuildId, string]>(
    `INSERT INTO guild_settings (guild_id, settings) VALUES (?, ?)
     ON CONFLICT (guild_id) DO UPDATE SET settings = excluded.settings`,
  );
  const isKnown = database.prepare<[string], number>('SELECT 1 FROM acts WHERE key = ?').pluck();
  const record = database.prepare<[Act & { guildId: GuildId; what: string }]>(
    `INSERT INTO acts (key, guild_id, author, what, at_ms)
     VALUES (@key, @guildId, @author, @what, @atMs)`,
  );
  const insertNotice = database.prepare<[LowBalance]>(
    `INSERT INTO notices (guild_id, period, threshold_percent, channel_id, available, quota, renews_at_ms, shown)
     VALUES (@guildId, @period, @thresholdPercent, @channelId, @available, @quota, @renewsAtMs, 0)
     ON CONFLICT DO NOTHING`,
  );
  const toShow = database.prepare<[], typeof notices.$inferSelect>(
    `SELECT ${fieldsOf(notices)} FROM notices INDEXED BY notices_to_show WHERE shown = 0`,
  );
  const markShown = database.prepare<[NoticeKey]>(
    `UPDATE notices SET shown = 1
     WHERE guild_id = @guildId AND period = @period AND threshold_percent = @thresholdPercent`,
  );

  const settings = (guildId: GuildId): GuildSettings => {
    const text = read.get(guildId);
    if (text === undefined) return DEFAULT_SETTINGS;
    const { quota, limits, blocked }: GuildSettings = JSON.parse(text);
    return {
      quota: { ...DEFAULT_SETTINGS.quota, ...quota },
      limits: { ...DEFAULT_SETTINGS.limits, ...limits },
      blocked,
    };
  };

  return {
    settings,
    change: (guildId, change, act) => {
      const before = settings(guildId);
      if (isKnown.get(act.key) !== undefined) return before;
      const after = changeSettings(before, change);
      record.run({ ...act, guildId, what: JSON.stringify(change) });
      write.run(guildId, JSON.stringify(after));
      return after;
    },
    notice: (notice) => insertNotice.run(notice).changes > 0,
    noticesToShow: () => toShow.all().map(({ shown: _, ...notice }) => notice),
    noticeShown: (notice) => {
      markShown.run(notice);
    },
  };
}
