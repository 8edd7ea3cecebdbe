/**
 * What stands in the way of a request although the server could pay it. Pure: the store reads the
 * facts in the transaction that accepts the job, so that two requests at once never pass a limit
 * that has room for one.
 */

import type { Version } from '#domain/prompt/version.ts';
import { type ActionName, actionRow } from './action.ts';
import type { GuildSettings, LimitSettings } from './guild-settings.ts';
import { type ChannelId, type GuildId, type RoleId, roleId, type UserId } from './ids.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/** Why a limit refuses; each is answered with the numbers. */
export type LimitRejection =
  | { readonly kind: 'server-blocked'; readonly reason: string }
  | { readonly kind: 'channel-not-allowed'; readonly channels: readonly ChannelId[] }
  | { readonly kind: 'role-not-allowed'; readonly roles: readonly RoleId[] }
  | { readonly kind: 'speed-not-allowed'; readonly speed: Speed; readonly speeds: readonly Speed[] }
  | { readonly kind: 'version-not-allowed'; readonly versions: readonly string[] }
  | {
      readonly kind: 'cap-reached';
      readonly whose: 'member' | 'channel';
      readonly neededCredits: number;
      /** More than the cap where that was lowered since. */
      readonly usedCredits: number;
      readonly capCredits: number;
      readonly renewsAtMs: number;
      /** What the same needs in relax, where every cap and the server's credits cover that. */
      readonly relaxedCredits?: number;
    }
  /** The operator's money for the vendor's day is used up, whatever credits are left. */
  | { readonly kind: 'vendor-ceiling'; readonly renewsAtMs: number };

/** Who asks for what, as far as rules are about it. */
export type Asker = {
  readonly userId: UserId;
  readonly channelId: ChannelId;
  /** Of a thread, the channel that it is in. */
  readonly parentChannelId?: ChannelId;
  readonly roleIds: readonly RoleId[];
  readonly action: ActionName;
  readonly speed: Speed;
  /** Null: what is asked for runs on no version of its own. */
  readonly version: Version | null;
};

/** The roles that a member holds; Discord does not name everyone's, which has the server's own id. */
export function heldRoles(guildId: GuildId, roleIds: readonly RoleId[]): readonly RoleId[] {
  return [...roleIds, roleId(guildId)];
}

/** The rules that need no figures. What the archive serves is bound by place and role alone. */
export function checkRules(settings: GuildSettings, asker: Asker): LimitRejection | null {
  const { channels, roles, speeds, versions } = settings.limits;
  if (settings.blocked !== null) return { kind: 'server-blocked', reason: settings.blocked };
  if (channels.length > 0 && !placesOf(asker).some((place) => channels.includes(place))) {
    return { kind: 'channel-not-allowed', channels };
  }
  if (roles.length > 0 && !asker.roleIds.some((role) => roles.includes(role))) {
    return { kind: 'role-not-allowed', roles };
  }
  if (actionRow(asker.action).fromArchive) return null;
  if (speeds.length > 0 && !speeds.includes(asker.speed)) {
    return { kind: 'speed-not-allowed', speed: asker.speed, speeds };
  }
  const { version } = asker;
  if (version === null || versions.length === 0) return null;
  const isAllowed = versions.includes(version) || versions.includes(versionClass(version));
  return isAllowed ? null : { kind: 'version-not-allowed', versions };
}

/** The channel and, of a thread, the one that it is in: what holds there holds in its threads. */
function placesOf({ channelId, parentChannelId }: Asker): readonly ChannelId[] {
  return parentChannelId === undefined ? [channelId] : [channelId, parentChannelId];
}

/** The member's cap: their own, else the highest of their roles', else everybody's. */
export function memberCap(
  limits: LimitSettings,
  { userId, roleIds }: Pick<Asker, 'userId' | 'roleIds'>,
): number | null {
  const own = limits.memberCaps[userId];
  if (own !== undefined) return own;
  const caps = roleIds.flatMap((role) => limits.roleCaps[role] ?? []);
  return caps.length > 0 ? Math.max(...caps) : limits.memberCap;
}

/** A cap that holds for what is asked. */
export type Cap =
  | { readonly whose: 'member'; readonly capCredits: number }
  /** The channel and its threads together. */
  | { readonly whose: 'channel'; readonly channelId: ChannelId; readonly capCredits: number };

/** The caps that hold for the asker; what was used under each is read only where there is one. */
export function capsOn(limits: LimitSettings, asker: Asker): readonly Cap[] {
  const memberMax = memberCap(limits, asker);
  const channels = placesOf(asker).flatMap((channelId): readonly Cap[] => {
    const capCredits = limits.channelCaps[channelId];
    return capCredits === undefined ? [] : [{ whose: 'channel', channelId, capCredits }];
  });
  return memberMax === null ? channels : [{ whose: 'member', capCredits: memberMax }, ...channels];
}

type CapRejection = Extract<LimitRejection, { readonly kind: 'cap-reached' }>;

/** Whether what is needed goes beyond the cap, given what is used and held under it already. */
export function checkCap(
  { whose, capCredits }: Cap,
  figures: {
    readonly usedCredits: number;
    readonly neededCredits: number;
    readonly renewsAtMs: number;
  },
): CapRejection | null {
  const { usedCredits, neededCredits } = figures;
  return usedCredits + neededCredits > capCredits
    ? { kind: 'cap-reached', whose, capCredits, ...figures }
    : null;
}
