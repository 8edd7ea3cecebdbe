/**
 * Who may use a command in a server, as Discord's own clients decide it (docs.discord.com, Application
 * Commands, Permissions; change log of 17 November 2022). Pure. What administrators set for the one
 * command counts before what they set for the whole bot; the bot's own demand is the default for those
 * of whom nothing was said, and is not lifted by an override for the whole bot.
 */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { ChannelId, GuildId, RoleId, UserId } from '#domain/ids.ts';

/** One line of Server Settings, Integrations. */
export type CommandOverride = {
  readonly kind: 'role' | 'user' | 'channel';
  /** Of the role, user or channel; a server's own id is everyone, the number below it all channels. */
  readonly id: string;
  readonly isAllowed: boolean;
};

/** What a server's administrators set, for the command and for every command of the bot. */
export type CommandOverrides = {
  readonly ofCommand: readonly CommandOverride[];
  readonly ofApplication: readonly CommandOverride[];
};

/** Who uses the command where, as the interaction says. */
export type CommandUser = {
  readonly guildId: GuildId;
  readonly userId: UserId;
  readonly roleIds: readonly RoleId[];
  /** Of a thread the channel that it is in. */
  readonly channelId: ChannelId;
  readonly memberPermissions: bigint;
};

/** - `lacking`: nothing was overridden, and the permission is missing. `denied`: an override says no. */
export type PermissionVerdict = 'allowed' | 'lacking' | 'denied';

/** Decides for a command that asks for some permissions by default. */
export function commandPermission(
  user: CommandUser,
  needed: bigint,
  { ofCommand, ofApplication }: CommandOverrides,
): PermissionVerdict {
  // Whoever may change the overrides cannot be locked out by them; owners have this permission too.
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

/** The nearest counts, as for channels' own permissions: the person, their roles, everyone. */
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

/** Of several that fit, one that allows is enough. */
function verdictOf(
  overrides: readonly CommandOverride[],
  kind: CommandOverride['kind'],
  ids: readonly string[],
): boolean | null {
  const fitting = overrides.filter((one) => one.kind === kind && ids.includes(one.id));
  return fitting.length === 0 ? null : fitting.some(({ isAllowed }) => isAllowed);
}
