/**
 * What commands do to messages beside answering: remove one. Relies on the bot's own token, which outlives
 * the interaction's. It never throws for what Discord may do.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

const TIMEOUT_MS = 5_000;

export type Courier = {
  /** Removes one of the bot's own messages. */
  remove(channelId: ChannelId, messageId: MessageId): Promise<DiscordReply<unknown>>;
};

export function createCourier({ rest }: { readonly rest: DiscordRest }): Courier {
  return {
    remove: (channelId, messageId) =>
      rest.ask({
        method: 'delete',
        route: Routes.channelMessage(channelId, messageId),
        as: 'bot',
        timeoutMs: TIMEOUT_MS,
        reads: z.unknown(),
      }),
  };
}
