/**
 * Reads and removes messages, and sends direct messages. Uses the bot's own token, which outlives the interaction's.
 * Discord's failures are values.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { TargetMessage } from '#discord/gateway/interaction.ts';
import { targetMessage, targetMessageSchema } from '#discord/gateway/target-message.ts';
import { createCountedRefusals } from '#discord/rest/counted-refusals.ts';
import { directChannel } from '#discord/rest/direct-message.ts';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { ChannelId, MessageId, UserId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Attachment } from '#ports/messenger.ts';

const TIMEOUT_MS = 5_000;

/**
 * People with closed direct messages can request them repeatedly, and each refusal counts against the bot. Above this
 * many within ten minutes, a person who was refused gets the refusal without another attempt.
 */
const REFUSED_MAX = 8;
const CLOSED: DiscordReply<never> = {
  kind: 'failed',
  failure: { kind: 'closed', afterMs: 0, detail: 'refused a few minutes ago' },
};

/** Enough for many megabytes over a slow connection. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** Reads, removes and sends messages. Discord's nonce prevents a repeated send from posting twice. */
export type DirectMessenger = {
  /** Sends a person a direct message, once for each nonce. */
  sendDirectly(
    userId: UserId,
    message: OutgoingMessage,
    attachments: readonly Attachment[],
    nonce: string,
  ): Promise<DiscordReply<unknown>>;
  /** A message of any channel that the bot sees. */
  read(channelId: ChannelId, messageId: MessageId): Promise<DiscordReply<TargetMessage>>;
  /** Removes one of the bot's own messages. */
  remove(channelId: ChannelId, messageId: MessageId): Promise<DiscordReply<unknown>>;
};

/** A messenger over Discord's REST API. */
export function createDirectMessenger({
  rest,
  clock,
}: {
  readonly rest: DiscordRest;
  readonly clock: Pick<Clock, 'nowMs'>;
}): DirectMessenger {
  const refusals = createCountedRefusals<UserId>(clock);
  return {
    sendDirectly: async (userId, message, attachments, nonce) => {
      if (refusals.count() >= REFUSED_MAX && refusals.sinceMs(userId) !== null) return CLOSED;
      const channel = await directChannel(rest, userId);
      const sent =
        channel.kind === 'failed'
          ? channel
          : await rest.ask({
              method: 'post',
              route: Routes.channelMessages(channel.value),
              as: 'bot',
              body: { ...message, nonce, enforce_nonce: true },
              ...messageFiles(message, attachments),
              timeoutMs: UPLOAD_TIMEOUT_MS,
              reads: z.unknown(),
            });
      // A temporary failure says nothing about this person.
      if (sent.kind === 'failed' && sent.failure.kind !== 'retry')
        refusals.note(userId, sent.failure);
      return sent;
    },
    read: async (channelId, messageId) => {
      const reply = await rest.ask({
        method: 'get',
        route: Routes.channelMessage(channelId, messageId),
        as: 'bot',
        timeoutMs: TIMEOUT_MS,
        reads: targetMessageSchema,
      });
      return reply.kind === 'ok' ? { kind: 'ok', value: targetMessage(reply.value) } : reply;
    },
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
