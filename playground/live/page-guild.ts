import type { Discord } from '#playground/discord/discord.ts';
import { isOffered } from '#playground/discord/rules/is-offered.ts';
import { guildPermissions, mayIn } from '#playground/discord/rules/permissions.ts';
import { renderChannel } from '#playground/discord/state/render-place.ts';
import type { PageGuild } from '#playground/page/protocol.ts';
import { localizedCommand } from './localized-command.ts';

/** A server as this person sees it; `null` for someone who is not in it. */
export const pageGuild = (discord: Discord, guildId: string, userId: string): PageGuild | null => {
  const guild = discord.world.guilds.get(guildId);
  if (guild === undefined || guildPermissions(guild, userId) === null) return null;
  const locale = discord.world.accounts.get(userId)?.locale ?? 'en-US';
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
    roles: guild.roles.map(({ id, name }) => ({ id, name })),
    commands: discord.commands
      .offeredIn(guildId)
      .filter((command) => isOffered(discord, guild, userId, command, null))
      .map((command) => localizedCommand(command, locale)),
  };
};
