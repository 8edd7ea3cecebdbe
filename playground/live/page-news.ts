import type { Discord } from '#playground/discord/discord.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import type { PlaygroundEvent } from '#playground/discord/state/event.ts';
import { renderChannel } from '#playground/discord/state/render-place.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { PageEvent } from '#playground/page/protocol.ts';
import { pageGuild } from './page-guild.ts';

const isSeenBy = (discord: Discord, message: StoredMessage, userId: string): boolean => {
  const channel = discord.world.channels.get(message.channelId);
  return (
    channel !== undefined &&
    (message.visibleTo === null || message.visibleTo === userId) &&
    mayIn(discord.world, channel, userId, 'ViewChannel')
  );
};

/** What this person's page is told of an event of the playground. */
export const pageNews = (
  discord: Discord,
  event: PlaygroundEvent,
  userId: string,
): readonly PageEvent[] => {
  switch (event.kind) {
    case 'message-created':
    case 'message-updated':
    case 'message-deleted': {
      const { message } = event;
      if (!isSeenBy(discord, message, userId)) return [];
      return event.kind === 'message-deleted'
        ? [{ type: event.kind, channelId: message.channelId, messageId: message.id }]
        : [{ type: event.kind, message: showMessage(discord, message, userId) }];
    }
    case 'reaction-added':
    case 'reaction-removed':
      return isSeenBy(discord, event.message, userId)
        ? [{ type: 'message-updated', message: showMessage(discord, event.message, userId) }]
        : [];
    case 'commands-changed':
    case 'guild-changed':
    case 'channel-deleted': {
      const ids = event.guildId === null ? [...discord.world.guilds.keys()] : [event.guildId];
      return ids.flatMap((id) => {
        const guild = pageGuild(discord, id, userId);
        return guild === null ? [] : [{ type: 'guild-updated' as const, guild }];
      });
    }
    case 'direct-channel-opened': {
      const channel = discord.world.channels.get(event.channelId);
      return channel?.kind === 'direct' && channel.personId === userId
        ? [
            {
              type: 'direct-message-opened',
              channel: renderChannel(discord.world, channel, userId),
            },
          ]
        : [];
    }
    case 'bot-connected':
    case 'bot-disconnected':
      return [{ type: 'bot-state', connected: event.kind === 'bot-connected' }];
    default:
      return [];
  }
};
