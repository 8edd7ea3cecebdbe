import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { overridesOf } from '#playground/discord/state/command-overrides.ts';
import type { CommandOverride } from '#playground/discord/state/override-book.ts';
import type { Guild } from '#playground/discord/world/world.ts';
import { guildPermissions } from './permissions.ts';

/** What the lines say of someone or somewhere; the last layer that says anything counts. */
const said = (
  lines: readonly CommandOverride[],
  layers: readonly ((line: CommandOverride) => boolean)[],
): boolean | undefined =>
  layers.reduce<boolean | undefined>((before, layer) => {
    const fitting = lines.filter(layer);
    return fitting.length === 0 ? before : fitting.some(({ permission }) => permission);
  }, undefined);

/**
 * Whether a member is shown a command. What an administrator set for the command counts before what
 * they set for the application, and that together with `default_member_permissions`: it names what
 * members must have, and `0` leaves it to administrators and overrides. `null` is any channel.
 */
export const isOffered = (
  discord: Discord,
  guild: Guild,
  userId: string,
  command: Pick<APIApplicationCommand, 'id' | 'default_member_permissions'>,
  channelId: string | null,
): boolean => {
  const permissions = guildPermissions(guild, userId);
  if (permissions === null) return false;
  if ((permissions & 8n) !== 0n) return true;
  const roleIds = guild.members.find((member) => member.userId === userId)?.roleIds ?? [];
  const places = [
    ({ type, id }: CommandOverride) => type === 3 && id === String(BigInt(guild.id) - 1n),
    ({ type, id }: CommandOverride) => type === 3 && id === channelId,
  ];
  const people = [
    ({ type, id }: CommandOverride) => type === 1 && id === guild.id,
    ({ type, id }: CommandOverride) => type === 1 && id !== guild.id && roleIds.includes(id),
    ({ type, id }: CommandOverride) => type === 2 && id === userId,
  ];
  const own = overridesOf(discord, guild.id, command.id);
  const all = overridesOf(discord, guild.id, discord.world.applicationId);
  if (channelId !== null && !(said(own, places) ?? said(all, places) ?? true)) return false;
  const explicit = said(own, people);
  if (explicit !== undefined) return explicit;
  if (said(all, people) === false) return false;
  const needed = command.default_member_permissions;
  if (needed === null || needed === undefined) return true;
  return needed !== '0' && (permissions & BigInt(needed)) === BigInt(needed);
};
