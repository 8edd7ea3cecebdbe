/** Servers' settings and low-balance notices. */
import {
  changeSettings,
  DEFAULT_SETTINGS,
  type GuildSettings,
  type SettingsChange,
} from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { LowBalance } from '#ports/credit-store.ts';
import type { Act, ServerSettings } from '#ports/member-store.ts';
import { hasAct, recordAct } from './act-table.ts';
import { notices } from './schema/guilds.ts';
import { fieldsOf } from './sql-text.ts';
import { lock, statement, type Work } from './statement.ts';

type NoticeKey = Pick<LowBalance, 'guildId' | 'period' | 'thresholdPercent'>;

const find = statement<{ readonly guildId: GuildId }, { readonly settings: string }>(
  'SELECT settings FROM guild_settings WHERE guild_id = @guildId',
);
const within = statement<
  { readonly first: GuildId; readonly last: GuildId },
  { readonly guildId: GuildId; readonly settings: string }
>(
  `SELECT guild_id AS "guildId", settings FROM guild_settings
   WHERE guild_id >= @first AND guild_id <= @last`,
);
const save = statement<{ readonly guildId: GuildId; readonly settings: string }>(
  `INSERT INTO guild_settings (guild_id, settings) VALUES (@guildId, @settings)
   ON CONFLICT (guild_id) DO UPDATE SET settings = excluded.settings`,
);
const insertNotice = statement<LowBalance>(
  `INSERT INTO notices (guild_id, period, threshold_percent, channel_id, available, quota, renews_at_ms, needed_credits, shown)
   VALUES (@guildId, @period, @thresholdPercent, @channelId, @available, @quota, @renewsAtMs, @neededCredits, 0)
   ON CONFLICT DO NOTHING`,
);
const toShow = statement<object, typeof notices.$inferSelect>(
  `SELECT ${fieldsOf(notices)} FROM notices INDEXED BY notices_to_show WHERE shown = 0`,
);
const markShown = statement<NoticeKey>(
  `UPDATE notices SET shown = 1
   WHERE guild_id = @guildId AND period = @period AND threshold_percent = @thresholdPercent`,
);

/** The server's settings, or the defaults. */
export function* readGuildSettings(guildId: GuildId): Work<GuildSettings> {
  const row = yield* find.first({ guildId });
  return settingsFrom(row?.settings ?? null);
}

/** The settings of a page of servers, which contains every server with an account between its first and its last. */
export function* readSettingsOf(page: readonly GuildId[]): Work<readonly ServerSettings[]> {
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows = yield* within.all({ first, last });
  const saved = new Map(rows.map(({ guildId, settings }) => [guildId, settings]));
  return page.map((guildId) => ({
    guildId,
    settings: settingsFrom(saved.get(guildId) ?? null),
  }));
}

/** The settings of a stored text; without one the defaults. */
function settingsFrom(text: string | null): GuildSettings {
  if (text === null) return DEFAULT_SETTINGS;
  const saved: Partial<GuildSettings> = JSON.parse(text);
  const { quota, limits, moderation, blocked, approved } = saved;
  return {
    quota: { ...DEFAULT_SETTINGS.quota, ...quota },
    limits: { ...DEFAULT_SETTINGS.limits, ...limits },
    moderation: { ...DEFAULT_SETTINGS.moderation, ...moderation },
    blocked: blocked ?? null,
    approved: approved ?? false,
  };
}

/** Applies one change to the server's settings. */
export function* changeGuildSettings(
  guildId: GuildId,
  change: SettingsChange,
  act: Act,
): Work<GuildSettings> {
  yield* lock(`settings:${guildId}`);
  const before = yield* readGuildSettings(guildId);
  if (yield* hasAct(act.key)) return before;
  const after = changeSettings(before, change);
  yield* recordAct(guildId, change, act);
  yield* save.run({ guildId, settings: JSON.stringify(after) });
  return after;
}

/**
 * Erases the settings made by the server's administrators. Operators' settings stay, above all a block: removing and
 * adding the bot again must not lift it.
 */
export function* eraseGuildSettings(guildId: GuildId): Work<void> {
  yield* lock(`settings:${guildId}`);
  const settings = yield* readGuildSettings(guildId);
  if (settings === DEFAULT_SETTINGS) return;
  const { quota, blocked, approved } = settings;
  yield* save.run({ guildId, settings: JSON.stringify({ quota, blocked, approved }) });
}

/** Adds a notice; false if its threshold was already recorded in this period. */
export function* addNotice(notice: LowBalance): Work<boolean> {
  return (yield* insertNotice.count(notice)) > 0;
}

/** Notices that are not yet shown. */
export function* readNoticesToShow(): Work<readonly LowBalance[]> {
  return (yield* toShow.all({})).map(({ shown: _, ...notice }) => notice);
}

/** Marks the notice as shown. */
export function* markNoticeShown({ guildId, period, thresholdPercent }: NoticeKey): Work<void> {
  yield* markShown.run({ guildId, period, thresholdPercent });
}
