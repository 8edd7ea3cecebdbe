import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { type ChannelId, channelId, type UserId } from '#domain/ids.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

const channelSchema = z.object({ id: z.string() });

/** The direct message channel with this person; opening it again returns the same one. */
export async function directChannel(
  rest: DiscordRest,
  userId: UserId,
): Promise<DiscordReply<ChannelId>> {
  const reply = await rest.ask({
    method: 'post',
    route: Routes.userChannels(),
    as: 'bot',
    body: { recipient_id: userId },
    reads: channelSchema,
  });
  return reply.kind === 'ok' ? { kind: 'ok', value: channelId(reply.value.id) } : reply;
}
