/**
 * Decides who may use a command in a server, as Discord's clients do (docs.discord.com, Application Commands,
 * Permissions; change log of 17 November 2022). Pure. Overrides of the command come before those of the whole bot; the
 * command's default permission applies where no override matches, and an override of the whole bot does not lift it.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { ChannelId, GuildId, RoleId, UserId } from '#domain/ids.ts';

/** One override in Server Settings, Integrations. */
export type CommandOverride = {
  readonly kind: 'role' | 'user' | 'channel';
  /** The id of the role, user or channel; the server's id means everyone, that id minus one all channels. */
  readonly id: string;
  readonly isAllowed: boolean;
};

/** A server's overrides for the command and for the whole bot. */
export type CommandOverrides = {
  readonly ofCommand: readonly CommandOverride[];
  readonly ofApplication: readonly CommandOverride[];
};

/** The user of a command and the place, by the interaction. */
export type CommandUser = {
  readonly guildId: GuildId;
  readonly userId: UserId;
  readonly roleIds: readonly RoleId[];
  /** For a thread its channel. */
  readonly channelId: ChannelId;
  readonly memberPermissions: bigint;
};

/** - `lacking`: no override, and the permission is missing. `denied`: by an override. */
export type PermissionVerdict = 'allowed' | 'lacking' | 'denied';

/** Decides for a command with default permissions. */
export function commandPermission(
  user: CommandUser,
  needed: bigint,
  { ofCommand, ofApplication }: CommandOverrides,
): PermissionVerdict {
  // Administrators, owners included, cannot be locked out by overrides.
  if ((user.memberPermissions & PermissionFlagsBits.Administrator) !== 0n) return 'allowed';
  const isPlaceAllowed = placeVerdict(user, ofCommand) ?? placeVerdict(user, ofApplication) ?? true;
  if (!isPlaceAllowed) return 'denied';
  const own = personVerdict(user, ofCommand);
  if (own !== null) return own ? 'allowed' : 'denied';
  if (personVerdict(user, ofApplication) === false) return 'denied';
  return (user.memberPermissions & needed) === needed ? 'allowed' : 'lacking';
}

function placeVerdict(
  { guildId, channelId }: CommandUser,
  overrides: readonly CommandOverride[],
): boolean | null {
  const allChannels = (BigInt(guildId) - 1n).toString();
  return (
    verdictOf(overrides, 'channel', [channelId]) ?? verdictOf(overrides, 'channel', [allChannels])
  );
}

/** The most specific override counts: the person, their roles, everyone. */
function personVerdict(
  { guildId, userId, roleIds }: CommandUser,
  overrides: readonly CommandOverride[],
): boolean | null {
  return (
    verdictOf(overrides, 'user', [userId]) ??
    verdictOf(overrides, 'role', roleIds) ??
    verdictOf(overrides, 'role', [guildId])
  );
}

/** One allowing override is enough. */
function verdictOf(
  overrides: readonly CommandOverride[],
  kind: CommandOverride['kind'],
  ids: readonly string[],
): boolean | null {
  const fitting = overrides.filter((one) => one.kind === kind && ids.includes(one.id));
  return fitting.length === 0 ? null : fitting.some(({ isAllowed }) => isAllowed);
}
