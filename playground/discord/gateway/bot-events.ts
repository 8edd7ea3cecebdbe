import { GatewayIntentBits } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import type { PlaygroundEvent } from '#playground/discord/state/event.ts';
import { renderChannel, renderMember } from '#playground/discord/state/render-place.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { Channel } from '#playground/discord/world/world.ts';

const intents = {
  guild: {
    messages: GatewayIntentBits.GuildMessages,
    reactions: GatewayIntentBits.GuildMessageReactions,
    typing: GatewayIntentBits.GuildMessageTyping,
  },
  direct: {
    messages: GatewayIntentBits.DirectMessages,
    reactions: GatewayIntentBits.DirectMessageReactions,
    typing: GatewayIntentBits.DirectMessageTyping,
  },
} as const;

const guildIdOf = (channel: Channel) => (channel.kind === 'guild' ? channel.guildId : null);

const memberOf = (discord: Discord, channel: Channel, userId: string) => {
  const guild = channel.kind === 'guild' ? discord.world.guilds.get(channel.guildId) : undefined;
  const member = guild?.members.find((each) => each.userId === userId);
  return member === undefined ? {} : { member: renderMember(discord.world, member) };
};

/** Without the content intent a bot reads its own, direct and mentioning messages only. */
const isReadable = (discord: Discord, message: StoredMessage, channel: Channel): boolean =>
  channel.kind === 'direct' ||
  message.authorId === discord.world.botId ||
  message.mentions.userIds.includes(discord.world.botId);

const noContent = { content: '', embeds: [], attachments: [], components: [] };

const place = (channel: Channel) => ({
  channel_id: channel.id,
  ...(channel.kind === 'guild' ? { guild_id: channel.guildId } : {}),
});

/** Tells the bot about the world's changes, as far as its intents and its permissions go. */
export const announceToBot = (discord: Discord, event: PlaygroundEvent): void => {
  const tell = (channel: Channel, topic: keyof typeof intents.guild, name: string, data: object) =>
    discord.dispatch({
      name,
      data,
      intent: intents[channel.kind][topic],
      guildId: guildIdOf(channel),
    });
  switch (event.kind) {
    case 'message-created':
    case 'message-updated':
    case 'message-deleted': {
      const { message } = event;
      const channel = visibleChannel(discord, message);
      if (channel === null) return;
      if (event.kind === 'message-deleted') {
        tell(channel, 'messages', 'MESSAGE_DELETE', { id: message.id, ...place(channel) });
        return;
      }
      const name = event.kind === 'message-created' ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE';
      const full = {
        ...showMessage(discord, message),
        ...place(channel),
        ...memberOf(discord, channel, message.authorId),
      };
      const readable = isReadable(discord, message, channel);
      discord.dispatch({
        name,
        data: readable ? full : { ...full, ...noContent },
        dataWithContent: full,
        intent: intents[channel.kind].messages,
        guildId: guildIdOf(channel),
      });
      return;
    }
    case 'reaction-added':
    case 'reaction-removed': {
      const channel = visibleChannel(discord, event.message);
      if (channel === null) return;
      const added = event.kind === 'reaction-added';
      tell(channel, 'reactions', added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
        user_id: event.userId,
        message_id: event.message.id,
        emoji: { id: null, name: event.emoji },
        burst: false,
        type: 0,
        ...place(channel),
        ...(added
          ? {
              message_author_id: event.message.authorId,
              ...memberOf(discord, channel, event.userId),
            }
          : {}),
      });
      return;
    }
    case 'channel-deleted':
      discord.dispatch({
        name: 'CHANNEL_DELETE',
        data: { id: event.channelId, guild_id: event.guildId, type: 0 },
        intent: GatewayIntentBits.Guilds,
        guildId: event.guildId,
      });
      return;
    case 'guild-changed':
      for (const channel of discord.world.channels.values()) {
        if (channel.kind !== 'guild' || channel.guildId !== event.guildId) continue;
        discord.dispatch({
          name: 'CHANNEL_UPDATE',
          data: renderChannel(discord.world, channel),
          intent: GatewayIntentBits.Guilds,
          guildId: event.guildId,
        });
      }
      return;
    default:
      return;
  }
};

const visibleChannel = (discord: Discord, message: StoredMessage): Channel | null => {
  const { world } = discord;
  const channel = world.channels.get(message.channelId);
  if (channel === undefined || message.visibleTo !== null) return null;
  return mayIn(world, channel, world.botId, 'ViewChannel') ? channel : null;
};
