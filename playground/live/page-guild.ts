import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Discord } from '../discord/discord.ts';
import { guildPermissions, mayIn } from '../discord/rules/permissions.ts';
import { renderChannel } from '../discord/state/render-place.ts';
import type { Guild } from '../discord/world/world.ts';
import type { PageGuild } from '../page/protocol.ts';

const isOffered = (guild: Guild, userId: string, command: APIApplicationCommand): boolean => {
  const needed = command.default_member_permissions;
  const has = guildPermissions(guild, userId) ?? 0n;
  if (needed === null || (has & 8n) !== 0n) return true;
  return needed !== '0' && (has & BigInt(needed)) === BigInt(needed);
};

/** A server as this person sees it; `null` for someone who is not in it. */
export const pageGuild = (discord: Discord, guildId: string, userId: string): PageGuild | null => {
  const guild = discord.world.guilds.get(guildId);
  if (guild === undefined || guildPermissions(guild, userId) === null) return null;
  return {
    id: guild.id,
    name: guild.name,
    channels: [...discord.world.channels.values()]
      .filter(
        (channel) =>
          channel.kind === 'guild' &&
          channel.guildId === guildId &&
          mayIn(discord.world, channel, userId, 'ViewChannel'),
      )
      .map((channel) => renderChannel(discord.world, channel)),
    commands: discord.commands
      .offeredIn(guildId)
      .filter((command) => isOffered(guild, userId, command)),
  };
};
