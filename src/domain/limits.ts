/**
 * Limits that refuse a request although the server could pay for it. Pure: the store reads the facts in the transaction
 * that accepts the job, so that two concurrent requests never both pass a limit with room for one.
 */

import type { Version } from '#domain/prompt/version.ts';
import { type ActionName, actionRow } from './action.ts';
import type { GuildSettings, LimitSettings } from './guild-settings.ts';
import { type ChannelId, type GuildId, type RoleId, roleId, type UserId } from './ids.ts';
import type { Speed } from './speed.ts';
import { versionClass } from './version-class.ts';

/** A refusal by a limit, with its figures. */
export type LimitRejection =
  | { readonly kind: 'server-blocked'; readonly reason: string }
  | { readonly kind: 'channel-not-allowed'; readonly channels: readonly ChannelId[] }
  | { readonly kind: 'role-not-allowed'; readonly roles: readonly RoleId[] }
  | { readonly kind: 'speed-not-allowed'; readonly speed: Speed; readonly speeds: readonly Speed[] }
  | { readonly kind: 'version-not-allowed'; readonly versions: readonly string[] }
  | {
      readonly kind: 'cap-reached';
      readonly scope: 'member' | 'channel';
      readonly neededCredits: number;
      /** May exceed the cap if that was lowered since. */
      readonly usedCredits: number;
      readonly capCredits: number;
      readonly renewsAtMs: number;
      /** The price in relax, if all caps and the server's credits cover it. */
      readonly relaxedCredits?: number;
    }
  /** The operator's daily budget for the vendor is used up, regardless of credits. */
  | { readonly kind: 'vendor-ceiling'; readonly renewsAtMs: number };

/** The facts of a request that rules depend on. */
export type RuleFacts = {
  readonly userId: UserId;
  readonly channelId: ChannelId;
  /** The parent channel of a thread. */
  readonly parentChannelId?: ChannelId;
  readonly roleIds: readonly RoleId[];
  readonly action: ActionName;
  readonly speed: Speed;
  /** Null: the action does not depend on a version. */
  readonly version: Version | null;
};

/** A member's roles, including @everyone, which Discord omits and which has the server's id. */
export function effectiveRoles(guildId: GuildId, roleIds: readonly RoleId[]): readonly RoleId[] {
  return [...roleIds, roleId(guildId)];
}

/** Checks the rules that need no figures. Actions served from the archive are limited only by channel and role. */
export function checkRules(settings: GuildSettings, facts: RuleFacts): LimitRejection | null {
  const { channels, roles, speeds, versions } = settings.limits;
  if (settings.blocked !== null) return { kind: 'server-blocked', reason: settings.blocked };
  if (channels.length > 0 && !placesOf(facts).some((place) => channels.includes(place))) {
    return { kind: 'channel-not-allowed', channels };
  }
  if (roles.length > 0 && !facts.roleIds.some((role) => roles.includes(role))) {
    return { kind: 'role-not-allowed', roles };
  }
  if (actionRow(facts.action).fromArchive) return null;
  if (speeds.length > 0 && !speeds.includes(facts.speed)) {
    return { kind: 'speed-not-allowed', speed: facts.speed, speeds };
  }
  return isVersionAllowed(versions, facts.version)
    ? null
    : { kind: 'version-not-allowed', versions };
}

/** Whether a server's list of versions and classes of versions allows this one; an empty list allows all. */
export const isVersionAllowed = (
  versions: LimitSettings['versions'],
  version: Version | null,
): boolean =>
  version === null ||
  versions.length === 0 ||
  versions.includes(version) ||
  versions.includes(versionClass(version));

/** The channel and a thread's parent channel, scope limits apply to its threads. */
function placesOf({ channelId, parentChannelId }: RuleFacts): readonly ChannelId[] {
  return parentChannelId === undefined ? [channelId] : [channelId, parentChannelId];
}

/** The member's cap: their own, else the highest of their roles, else the general one. */
export function memberCap(
  limits: LimitSettings,
  { userId, roleIds }: Pick<RuleFacts, 'userId' | 'roleIds'>,
): number | null {
  const own = limits.memberCaps[userId];
  if (own !== undefined) return own;
  const caps = roleIds.flatMap((role) => limits.roleCaps[role] ?? []);
  return caps.length > 0 ? Math.max(...caps) : limits.memberCap;
}

/** A cap that applies to the request. */
export type Cap =
  | { readonly scope: 'member'; readonly capCredits: number }
  /** The channel and its threads together. */
  | { readonly scope: 'channel'; readonly channelId: ChannelId; readonly capCredits: number };

/** The caps that apply to the requester; usage is only read for these. */
export function capsOn(limits: LimitSettings, facts: RuleFacts): readonly Cap[] {
  const memberMax = memberCap(limits, facts);
  const channels = placesOf(facts).flatMap((channelId): readonly Cap[] => {
    const capCredits = limits.channelCaps[channelId];
    return capCredits === undefined ? [] : [{ scope: 'channel', channelId, capCredits }];
  });
  return memberMax === null ? channels : [{ scope: 'member', capCredits: memberMax }, ...channels];
}

type CapRejection = Extract<LimitRejection, { readonly kind: 'cap-reached' }>;

/** Whether the needed credits exceed the cap, given the used and reserved ones. */
export function checkCap(
  { scope, capCredits }: Cap,
  figures: {
    readonly usedCredits: number;
    readonly neededCredits: number;
    readonly renewsAtMs: number;
  },
): CapRejection | null {
  const { usedCredits, neededCredits } = figures;
  return usedCredits + neededCredits > capCredits
    ? { kind: 'cap-reached', scope, capCredits, ...figures }
    : null;
}
