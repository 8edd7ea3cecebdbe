import type { GuildSettings, SettingsChange } from '#domain/guild-settings.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { CustomOption, MemberSettings } from '#domain/member-settings.ts';

/** What became of a custom option; `too-many`: nothing was saved, `unknown`: there was none of that name to remove. */
export type OptionOutcome = 'saved' | 'removed' | 'unknown' | 'too-many';

/** What people set for themselves; each operation is one transaction. */
export type MemberStore = {
  /** The settings, the usual ones where the person never set any. */
  memberSettings(userId: UserId): Promise<MemberSettings>;
  /** Saves the fields that are given and leaves the rest as it is by then; what holds from now on. */
  changeMemberSettings(userId: UserId, changes: Partial<MemberSettings>): Promise<MemberSettings>;
  /** A person's custom options, by name. */
  customOptions(userId: UserId): Promise<readonly CustomOption[]>;
  /** Adds, replaces or, with an empty value, removes one. */
  saveCustomOption(userId: UserId, option: CustomOption, max: number): Promise<OptionOutcome>;
};

/** Who changed what; the key is the interaction's. */
export type Act = {
  readonly key: string;
  readonly author: string;
  readonly atMs: number;
};

/** A server with its settings. */
export type ServerSettings = { readonly guildId: GuildId; readonly settings: GuildSettings };

/** What servers were told by their administrators and by operators. */
export type GuildStore = {
  guildSettings(guildId: GuildId): Promise<GuildSettings>;
  /** Those of each of some servers that follow each other in the order of their ids. */
  settingsOf(page: readonly GuildId[]): Promise<readonly ServerSettings[]>;
  /** Changes one thing and records who did; the same key again changes nothing. */
  changeSettings(guildId: GuildId, change: SettingsChange, act: Act): Promise<GuildSettings>;
};
