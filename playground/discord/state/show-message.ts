import type { APIMessage } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { renderMessage } from './render-message.ts';
import type { StoredMessage } from './stored-message.ts';

/** A stored message in Discord's JSON, as `viewerId` (the bot unless said) would be given it. */
export const showMessage = (
  discord: Discord,
  message: StoredMessage,
  viewerId: string = discord.world.botId,
): APIMessage =>
  renderMessage({
    message,
    world: discord.world,
    cdn: discord.cdn,
    viewerId,
    repliedTo:
      message.repliesTo === null
        ? null
        : discord.messages.get(message.repliesTo.channelId, message.repliesTo.messageId),
  });
