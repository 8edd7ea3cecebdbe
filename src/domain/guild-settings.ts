/**
 * What a server was told by its administrators and by the bot's operators. Everything has a value
 * that means "as if nobody had said anything"; what is stored is laid over those, so that a new
 * setting needs no migration.
 */
import { isDeepStrictEqual } from 'node:util';
import { changedWords } from './banned-words.ts';
import { type ChannelId, type GuildId, guildId, type RoleId, type UserId } from './ids.ts';
import { type Calendar, UTC_MONTHS } from './period.ts';
import type { Speed } from './speed.ts';

/** The quota, which is the operator's to decide. */
export type QuotaSettings = Calendar & {
  /** Null: what every server gets. */
  readonly monthlyCredits: number | null;
  /** How much of what is left is carried into the next period at most. */
  readonly rolloverCredits: number;
};

/** What becomes of a request that the credits do not cover. */
export type AtZero = 'refuse' | 'relax';

/** What administrators of a server set. Lists that are empty allow everything. */
export type LimitSettings = {
  /** Credits a member may use in a period, where neither the member nor a role has an own cap. */
  readonly memberCap: number | null;
  readonly memberCaps: { readonly [user in UserId]?: number };
  /** For each member with the role; of several the highest counts. */
  readonly roleCaps: { readonly [role in RoleId]?: number };
  /** Credits that may be used in a channel in a period, by all together. */
  readonly channelCaps: { readonly [channel in ChannelId]?: number };
  readonly channels: readonly ChannelId[];
  readonly roles: readonly RoleId[];
  readonly speeds: readonly Speed[];
  /** Versions (`v8.1`) or whole classes of them (`v8`, `niji`). */
  readonly versions: readonly string[];
  /** Jobs of one member at work and waiting beside those; null: what holds in every server. */
  readonly runningMax: number | null;
  readonly waitingMax: number | null;
  readonly atZero: AtZero;
  /** Where the server is told that its credits run low; null: nowhere. */
  readonly noticeChannelId: ChannelId | null;
};

/** What is kept out of a server, or out of all of them. */
export type ModerationSettings = {
  /** Words that no prompt may hold, as they were typed. */
  readonly words: readonly string[];
  /** The same for channels that are not age-restricted. */
  readonly openWords: readonly string[];
  /** Channels in which pictures are posted as spoilers. */
  readonly spoilerChannels: readonly ChannelId[];
  /** People who may start nothing; set for all servers alone. */
  readonly blockedMembers: readonly UserId[];
};

/** What stands for no server: what operators set there holds in every one. No server of Discord has that id. */
export const ALL_SERVERS: GuildId = guildId('0');

/** Everything a server was told. */
export type GuildSettings = {
  readonly quota: QuotaSettings;
  readonly limits: LimitSettings;
  readonly moderation: ModerationSettings;
  /** Why the operator keeps the server from starting anything; null: it may. */
  readonly blocked: string | null;
  /** An operator has said that the server is served; it matters where new servers wait for that. */
  readonly approved: boolean;
};

/** A server that was told nothing. */
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

/** One thing to change; everything else stays, whoever changes it at the same time. */
export type SettingsChange =
  | { readonly kind: 'quota'; readonly quota: Partial<QuotaSettings> }
  | { readonly kind: 'limits'; readonly limits: Partial<LimitSettings> }
  /** A null cap takes it away. */
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
      /** The list for channels that are not age-restricted; absent: the one for all. */
      readonly where?: 'open';
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly kind: 'blocked'; readonly reason: string | null }
  /** The server is served from now on, whatever kept it from it before. */
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

/** Whether the settings are already as the changes would make them. */
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
