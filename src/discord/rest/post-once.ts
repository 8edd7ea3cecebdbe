/**
 * Posts one message for a job in one channel, once and with all its files. Relies on Discord's enforced nonce for
 * repeats within minutes, and on a search for messages from before an outage. The caller decides about other channels.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { type ChannelId, type MessageId, messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';
import { findPost } from './find-message.ts';
import { messageFiles, type OutgoingMessage } from './outgoing-message.ts';

/** Enough for ten megabytes over a slow connection. */
const POST_TIMEOUT_MS = 60_000;

const postedSchema = z.object({ id: z.string(), attachments: z.array(z.unknown()).nullish() });

/** Posts a message unless it already exists. A crash between posting and saving causes no second post. */
export async function postOnce(
  edge: { readonly rest: DiscordRest; readonly botUserId: () => string | null },
  post: {
    readonly job: Job;
    readonly channelId: ChannelId;
    readonly message: OutgoingMessage;
    readonly attachments: readonly Attachment[];
    /** The message to reply to. */
    readonly repliesTo: MessageId | null;
    readonly mayExist: boolean;
    /** Absent: the job's id, for its one final message. */
    readonly nonce?: string;
  },
): Promise<DiscordReply<MessageId>> {
  const { job, channelId, repliesTo } = post;
  const files = messageFiles(post.message, post.attachments);
  const filesExpected = 'files' in files ? files.files.filter(isListed).length : 0;
  // Discord lists a file that an embed shows with the embed, not among the attachments.
  function isListed({ name }: { readonly name: string }): boolean {
    const inEmbeds = JSON.stringify(post.message.embeds ?? []);
    return !inEmbeds.includes(`"attachment://${name}"`);
  }
  if (post.mayExist) {
    const found = await findPost(edge.rest, { job, channelId, botUserId: edge.botUserId() });
    if (found.kind === 'failed') return found;
    if (found.kind === 'found') return withFiles(found.messageId, found.files);
  }
  const sent = await send(repliesTo);
  const reply =
    sent.kind === 'failed' && sent.failure.kind === 'unreferable' ? await send(null) : sent;
  if (reply.kind === 'failed') return reply;
  const { id, attachments } = reply.value;
  return withFiles(messageId(id), attachments?.length ?? filesExpected);

  function send(repliedId: MessageId | null) {
    return edge.rest.ask({
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
      ...files,
      timeoutMs: POST_TIMEOUT_MS,
      reads: postedSchema,
    });
  }

  /**
   * Discord sometimes accepts a message and drops its files. An edit adds them; after a crash before it, the next
   * attempt finds the message without them. A message that cannot have files is removed.
   */
  async function withFiles(id: MessageId, shown: number): Promise<DiscordReply<MessageId>> {
    if (shown >= filesExpected) return { kind: 'ok', value: id };
    const route = Routes.channelMessage(channelId, id);
    const edited = await edge.rest.ask({
      method: 'patch',
      route,
      as: 'bot',
      body: { attachments: post.message.attachments },
      ...files,
      timeoutMs: POST_TIMEOUT_MS,
      reads: postedSchema,
    });
    if (
      edited.kind === 'ok' &&
      (edited.value.attachments?.length ?? filesExpected) >= filesExpected
    ) {
      return { kind: 'ok', value: id };
    }
    if (edited.kind === 'failed' && edited.failure.kind === 'retry') return edited;
    const detail =
      edited.kind === 'failed' ? edited.failure.detail : 'the files were dropped twice';
    const removed = await edge.rest.ask({ method: 'delete', route, as: 'bot', reads: z.unknown() });
    return removed.kind === 'failed' && removed.failure.kind === 'retry'
      ? removed
      : { kind: 'failed', failure: { kind: 'no-files', afterMs: 0, detail } };
  }
}
