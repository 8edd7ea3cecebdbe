/**
 * A server's settings, made by its administrators and by the bot's operators. Every setting has a default; stored
 * values are merged over the defaults, so that a new setting needs no migration.
 */
import { isDeepStrictEqual } from 'node:util';
import { changedWords } from './banned-words.ts';
import { type ChannelId, type GuildId, guildId, type RoleId, type UserId } from './ids.ts';
import { type Calendar, UTC_MONTHS } from './period.ts';
import type { Speed } from './speed.ts';

/** The quota, set by operators. */
export type QuotaSettings = Calendar & {
  /** Null: the default for all servers. */
  readonly monthlyCredits: number | null;
  /** The most credits carried over into the next period. */
  readonly rolloverCredits: number;
};

/** The handling of a request that the credits do not cover. */
export type AtZero = 'refuse' | 'relax';

/** Limits set by a server's administrators. Empty lists allow everything. */
export type LimitSettings = {
  /** Credits per member and period, for members without a cap of their own or of a role. */
  readonly memberCap: number | null;
  readonly memberCaps: { readonly [user in UserId]?: number };
  /** Per member with the role; the highest of several applies. */
  readonly roleCaps: { readonly [role in RoleId]?: number };
  /** Credits per channel and period, for all members together. */
  readonly channelCaps: { readonly [channel in ChannelId]?: number };
  readonly channels: readonly ChannelId[];
  readonly roles: readonly RoleId[];
  readonly speeds: readonly Speed[];
  /** Versions (`v8.1`) or classes of versions (`v8`, `niji`). */
  readonly versions: readonly string[];
  /** Running and waiting jobs per member; null: the default for all servers. */
  readonly runningMax: number | null;
  readonly waitingMax: number | null;
  readonly atZero: AtZero;
  /** The channel for low-balance notices; null: none. */
  readonly noticeChannelId: ChannelId | null;
};

/** Moderation of a server, or of all servers. */
export type ModerationSettings = {
  /** Words that no prompt may contain, as typed. */
  readonly words: readonly string[];
  /** As `words`, only for channels that are not age-restricted. */
  readonly openWords: readonly string[];
  /** Channels in which pictures are posted as spoilers. */
  readonly spoilerChannels: readonly ChannelId[];
  /** Blocked people; only set for all servers. */
  readonly blockedMembers: readonly UserId[];
};

/** The pseudo id for settings that operators make for all servers. No Discord server has this id. */
export const ALL_SERVERS: GuildId = guildId('0');

/** All settings of a server. */
export type GuildSettings = {
  readonly quota: QuotaSettings;
  readonly limits: LimitSettings;
  readonly moderation: ModerationSettings;
  /** The reason that an operator blocked the server; null: not blocked. */
  readonly blocked: string | null;
  /** Whether an operator approved the server; used only where new servers need approval. */
  readonly approved: boolean;
};

/** The defaults. */
export const DEFAULT_SETTINGS: GuildSettings = {
  quota: { ...UTC_MONTHS, monthlyCredits: null, rolloverCredits: 0 },
  limits: {
    memberCap: null,
    memberCaps: {},
    roleCaps: {},
    channelCaps: {},
    channels: [],
    roles: [],
    speeds: [],
    versions: [],
    runningMax: null,
    waitingMax: null,
    atZero: 'refuse',
    noticeChannelId: null,
  },
  moderation: { words: [], openWords: [], spoilerChannels: [], blockedMembers: [] },
  blocked: null,
  approved: false,
};

/** A change of one setting; concurrent changes of others are kept. */
export type SettingsChange =
  | { readonly kind: 'quota'; readonly quota: Partial<QuotaSettings> }
  | { readonly kind: 'limits'; readonly limits: Partial<LimitSettings> }
  /** A null cap removes it. */
  | { readonly kind: 'member-cap'; readonly userId: UserId; readonly cap: number | null }
  | { readonly kind: 'role-cap'; readonly roleId: RoleId; readonly cap: number | null }
  | { readonly kind: 'channel-cap'; readonly channelId: ChannelId; readonly cap: number | null }
  | { readonly kind: 'channel-allowed'; readonly channelId: ChannelId; readonly allowed: boolean }
  | { readonly kind: 'role-allowed'; readonly roleId: RoleId; readonly allowed: boolean }
  | { readonly kind: 'limits-reset' }
  | { readonly kind: 'member-blocked'; readonly userId: UserId; readonly blocked: boolean }
  | { readonly kind: 'spoiler-channel'; readonly channelId: ChannelId; readonly hidden: boolean }
  | {
      readonly kind: 'words';
      /** The list for channels that are not age-restricted; absent: the list for all channels. */
      readonly where?: 'open';
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly kind: 'blocked'; readonly reason: string | null }
  /** Approves the server and removes any block. */
  | { readonly kind: 'approved' };

/** The settings after a change. */
export function changeSettings(settings: GuildSettings, change: SettingsChange): GuildSettings {
  const { limits } = settings;
  const withLimits = (changed: Partial<LimitSettings>): GuildSettings => ({
    ...settings,
    limits: { ...limits, ...changed },
  });
  switch (change.kind) {
    case 'quota':
      return { ...settings, quota: { ...settings.quota, ...change.quota } };
    case 'limits':
      return withLimits(change.limits);
    case 'member-cap':
      return withLimits({ memberCaps: withCap(limits.memberCaps, change.userId, change.cap) });
    case 'role-cap':
      return withLimits({ roleCaps: withCap(limits.roleCaps, change.roleId, change.cap) });
    case 'channel-cap':
      return withLimits({ channelCaps: withCap(limits.channelCaps, change.channelId, change.cap) });
    case 'channel-allowed':
      return withLimits({
        channels: withMember(limits.channels, change.channelId, change.allowed),
      });
    case 'role-allowed':
      return withLimits({ roles: withMember(limits.roles, change.roleId, change.allowed) });
    case 'limits-reset':
      return { ...settings, limits: DEFAULT_SETTINGS.limits };
    case 'words': {
      const { moderation } = settings;
      const list = change.where === 'open' ? 'openWords' : 'words';
      const changed = { [list]: changedWords(moderation[list], change) };
      return { ...settings, moderation: { ...moderation, ...changed } };
    }
    case 'spoiler-channel': {
      const { moderation } = settings;
      const channels = withMember(moderation.spoilerChannels, change.channelId, change.hidden);
      return { ...settings, moderation: { ...moderation, spoilerChannels: channels } };
    }
    case 'member-blocked': {
      const { moderation } = settings;
      const blockedMembers = withMember(moderation.blockedMembers, change.userId, change.blocked);
      return { ...settings, moderation: { ...moderation, blockedMembers } };
    }
    case 'blocked':
      return { ...settings, blocked: change.reason };
    case 'approved':
      return { ...settings, approved: true, blocked: null };
    default:
      return change satisfies never;
  }
}

/** Whether the changes would have no effect. */
export const isAlreadySo = (settings: GuildSettings, changes: readonly SettingsChange[]): boolean =>
  isDeepStrictEqual(changes.reduce(changeSettings, settings), settings);

type Caps = { readonly [id: string]: number | undefined };

function withCap(caps: Caps, id: string, cap: number | null): Caps {
  const { [id]: _, ...others } = caps;
  return cap === null ? others : { ...others, [id]: cap };
}

function withMember<Id>(list: readonly Id[], id: Id, isMember: boolean): readonly Id[] {
  if (isMember) return list.includes(id) ? list : [...list, id];
  return list.filter((one) => one !== id);
}
