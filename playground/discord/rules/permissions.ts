import { PermissionFlagsBits } from 'discord-api-types/v10';
import { type PermissionName, permissionBits } from '#playground/discord/world/build-world.ts';
import type { Channel, Guild, GuildChannel, World } from '#playground/discord/world/world.ts';

/** Every permission there is: what an owner or an administrator has. */
export const allPermissions = Object.values(PermissionFlagsBits).reduce(
  (bits, bit) => bits | bit,
  0n,
);

const worthlessWithoutSending = permissionBits([
  'MentionEveryone',
  'SendTTSMessages',
  'AttachFiles',
  'EmbedLinks',
]);

const inDirectMessages = permissionBits([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'MentionEveryone',
  'UseExternalEmojis',
  'UseApplicationCommands',
]);

const has = (bits: bigint, permission: PermissionName): boolean =>
  (bits & PermissionFlagsBits[permission]) !== 0n;

/** What someone may do in a server before any channel's exceptions; `null` for a non-member. */
export const guildPermissions = (guild: Guild, userId: string): bigint | null => {
  const member = guild.members.find((candidate) => candidate.userId === userId);
  if (member === undefined) return null;
  if (guild.ownerId === userId) return allPermissions;
  const bits = guild.roles
    .filter((role) => role.id === guild.id || member.roleIds.includes(role.id))
    .reduce((sum, role) => sum | role.permissions, 0n);
  return has(bits, 'Administrator') ? allPermissions : bits;
};

const withOverwrites = (channel: GuildChannel, guild: Guild, userId: string, base: bigint) => {
  const roleIds = guild.members.find((member) => member.userId === userId)?.roleIds ?? [];
  const apply = (bits: bigint, layer: readonly { allow: bigint; deny: bigint }[]): bigint => {
    const deny = layer.reduce((sum, overwrite) => sum | overwrite.deny, 0n);
    const allow = layer.reduce((sum, overwrite) => sum | overwrite.allow, 0n);
    return (bits & ~deny) | allow;
  };
  const layers = [
    channel.overwrites.filter((overwrite) => overwrite.targetId === guild.id),
    channel.overwrites.filter(
      (overwrite) => overwrite.kind === 'role' && roleIds.includes(overwrite.targetId),
    ),
    channel.overwrites.filter(
      (overwrite) => overwrite.kind === 'member' && overwrite.targetId === userId,
    ),
  ];
  return layers.reduce(apply, base);
};

/**
 * What someone may do in a channel. Without ViewChannel nothing at all; without SendMessages also
 * no files, embeds or mentions.
 */
export const permissionsIn = (world: World, channel: Channel, userId: string): bigint => {
  if (channel.kind === 'direct') {
    return userId === world.botId || userId === channel.personId ? inDirectMessages : 0n;
  }
  const guild = world.guilds.get(channel.guildId);
  const base = guild === undefined ? null : guildPermissions(guild, userId);
  if (guild === undefined || base === null) return 0n;
  if (has(base, 'Administrator')) return allPermissions;
  const bits = withOverwrites(channel, guild, userId, base);
  if (!has(bits, 'ViewChannel')) return 0n;
  return has(bits, 'SendMessages') ? bits : bits & ~worthlessWithoutSending;
};

/** True when someone has the permission in the channel. */
export const mayIn = (
  world: World,
  channel: Channel,
  userId: string,
  permission: PermissionName,
): boolean => has(permissionsIn(world, channel, userId), permission);
