import type { GuildSettings, SettingsChange } from '#domain/guild-settings.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { CustomOption, MemberSettings } from '#domain/member-settings.ts';

/**
 * The outcome of saving a custom option; `too-many`: nothing was saved, `unknown`: there was none of that name to
 * remove.
 */
export type OptionOutcome = 'saved' | 'removed' | 'unknown' | 'too-many';

/** Settings of members; each operation is one transaction. */
export type MemberStore = {
  /** The settings, or the defaults. */
  memberSettings(userId: UserId): Promise<MemberSettings>;
  /** Updates the given fields atomically; returns the new settings. */
  changeMemberSettings(userId: UserId, changes: Partial<MemberSettings>): Promise<MemberSettings>;
  /** A person's custom options, by name. */
  customOptions(userId: UserId): Promise<readonly CustomOption[]>;
  /** Adds, replaces or, with an empty value, removes one. */
  saveCustomOption(userId: UserId, option: CustomOption, max: number): Promise<OptionOutcome>;
};

/** The author and idempotency key of a change. */
export type Act = {
  readonly key: string;
  readonly author: string;
  readonly atMs: number;
};

/** A server with its settings. */
export type ServerSettings = { readonly guildId: GuildId; readonly settings: GuildSettings };

/** Settings of servers. */
export type GuildStore = {
  guildSettings(guildId: GuildId): Promise<GuildSettings>;
  /** The settings of consecutive servers, ordered by id. */
  settingsOf(page: readonly GuildId[]): Promise<readonly ServerSettings[]>;
  /** Applies one change and logs its author; idempotent by key. */
  changeSettings(guildId: GuildId, change: SettingsChange, act: Act): Promise<GuildSettings>;
};
