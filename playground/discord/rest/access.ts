import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { PermissionName } from '#playground/discord/world/build-world.ts';
import type { Channel, Guild } from '#playground/discord/world/world.ts';
import { parameter, type RestRequest } from './rest-request.ts';

/** The channel of a request, seen with the bot's eyes; refused when it may not look or act there. */
export const botChannel = (
  discord: Discord,
  channelId: string,
  ...needed: readonly PermissionName[]
): Channel => {
  const { world } = discord;
  const channel = world.channels.get(channelId);
  if (channel === undefined) throw refusal('unknown-channel');
  const isClosed = channel.kind === 'guild' && channel.isClosedToBot === true;
  if (isClosed || !mayIn(world, channel, world.botId, 'ViewChannel')) {
    throw refusal('missing-access');
  }
  if (needed.some((permission) => !mayIn(world, channel, world.botId, permission))) {
    throw refusal('missing-permissions');
  }
  return channel;
};

/** A message that everybody in the channel sees; ephemeral ones do not exist for these routes. */
export const publicMessage = (discord: Discord, request: RestRequest): StoredMessage => {
  const message = discord.messages.get(
    parameter(request, 'channel_id'),
    parameter(request, 'message_id'),
  );
  if (message === null || message.visibleTo !== null) throw refusal('unknown-message');
  return message;
};

/** A server that the bot is in. */
export const botGuild = (discord: Discord, guildId: string): Guild => {
  const guild = discord.world.guilds.get(guildId);
  if (guild === undefined) throw refusal('unknown-guild');
  if (!guild.members.some((member) => member.userId === discord.world.botId)) {
    throw refusal('missing-access');
  }
  return guild;
};

/** Refuses another application's routes. */
export const ownApplication = (discord: Discord, request: RestRequest): void => {
  if (parameter(request, 'application_id') !== discord.world.applicationId) {
    throw refusal('only-own-application');
  }
};
