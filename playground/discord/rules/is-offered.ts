import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Guild } from '#playground/discord/world/world.ts';
import { guildPermissions } from './permissions.ts';

/**
 * Whether a member is shown a command: `default_member_permissions` names what they must have, and
 * `0` leaves it to owners and administrators.
 */
export const isOffered = (
  guild: Guild,
  userId: string,
  command: APIApplicationCommand,
): boolean => {
  const needed = command.default_member_permissions;
  const permissions = guildPermissions(guild, userId);
  if (permissions === null) return false;
  if (needed === null || needed === undefined || (permissions & 8n) !== 0n) return true;
  return needed !== '0' && (permissions & BigInt(needed)) === BigInt(needed);
};
