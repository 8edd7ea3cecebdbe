import type { Discord } from '#playground/discord/discord.ts';
import type { DirectChannel } from '#playground/discord/world/world.ts';

/** The conversation of this person with the bot, opened if there was none. */
export const openDirectChannel = (discord: Discord, personId: string): DirectChannel => {
  for (const channel of discord.world.channels.values()) {
    if (channel.kind === 'direct' && channel.personId === personId) return channel;
  }
  const channel: DirectChannel = { kind: 'direct', id: discord.mint.snowflake(), personId };
  discord.world.channels.set(channel.id, channel);
  discord.events.emit({ kind: 'direct-channel-opened', channelId: channel.id });
  return channel;
};
