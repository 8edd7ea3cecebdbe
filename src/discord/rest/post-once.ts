/**
 * Posts one message for a job in one channel, once. Relies on Discord's enforced nonce for repeats
 * within minutes and on a search for what was posted before an outage. It never falls back to another
 * channel: that is the caller's decision.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { type ChannelId, type MessageId, messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';
import { findPost } from './find-post.ts';
import { messageFiles, type OutgoingMessage } from './outgoing-message.ts';

/** Uploads of ten megabytes over a slow line. */
const POST_TIMEOUT_MS = 60_000;

const postedSchema = z.object({ id: z.string() });

export async function postOnce(
  edge: { readonly rest: DiscordRest; readonly botUserId: () => string | null },
  post: {
    readonly job: Job;
    readonly channelId: ChannelId;
    readonly message: OutgoingMessage;
    readonly attachments: readonly Attachment[];
    /** The message that this one answers; shown as a reply. */
    readonly repliesTo: MessageId | null;
    readonly mayExist: boolean;
    /** The job's id where it is left out, as for its one final message. */
    readonly nonce?: string;
  },
): Promise<DiscordReply<MessageId>> {
  const { job, channelId, repliesTo } = post;
  if (post.mayExist) {
    const found = await findPost(edge.rest, { job, channelId, botUserId: edge.botUserId() });
    if (found.kind === 'failed') return found;
    if (found.kind === 'found') return { kind: 'ok', value: found.messageId };
  }
  const reply = await send(repliesTo);
  if (reply.kind === 'failed' && reply.failure.kind === 'unreferable') return send(null);
  return reply;

  async function send(repliedId: MessageId | null): Promise<DiscordReply<MessageId>> {
    const sent = await edge.rest.ask({
      method: 'post',
      route: Routes.channelMessages(channelId),
      as: 'bot',
      body: {
        ...post.message,
        nonce: post.nonce ?? job.id,
        enforce_nonce: true,
        ...(repliedId === null
          ? {}
          : { message_reference: { message_id: repliedId, fail_if_not_exists: false } }),
      },
      ...messageFiles(post.message, post.attachments),
      timeoutMs: POST_TIMEOUT_MS,
      reads: postedSchema,
    });
    return sent.kind === 'ok' ? { kind: 'ok', value: messageId(sent.value.id) } : sent;
  }
}
