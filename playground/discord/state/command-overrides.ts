import type { Discord } from '#playground/discord/discord.ts';
import type { CommandOverride } from './override-book.ts';

/** What is set for one command, or for all of them where the id is the application's. */
export const overridesOf = (
  discord: Discord,
  guildId: string,
  id: string,
): readonly CommandOverride[] => discord.overrides.get(guildId)?.get(id) ?? [];

/** An administrator sets them in the client; the bot and the page are told. None takes them away. */
export const setOverrides = (
  discord: Discord,
  guildId: string,
  id: string,
  overrides: readonly CommandOverride[],
): void => {
  const ofGuild = new Map(discord.overrides.get(guildId));
  if (overrides.length === 0) ofGuild.delete(id);
  else ofGuild.set(id, overrides);
  discord.overrides.set(guildId, ofGuild);
  const data = renderOverrides(discord, guildId, id, overrides);
  discord.dispatch({
    name: 'APPLICATION_COMMAND_PERMISSIONS_UPDATE',
    data,
    intent: null,
    guildId,
  });
  discord.events.emit({ kind: 'commands-changed', guildId });
};

/** In Discord's JSON. */
export const renderOverrides = (
  discord: Discord,
  guildId: string,
  id: string,
  permissions: readonly CommandOverride[],
): object => ({
  id,
  application_id: discord.world.applicationId,
  guild_id: guildId,
  permissions,
});
