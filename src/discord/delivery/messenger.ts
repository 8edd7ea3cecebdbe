/**
 * Shows what becomes of accepted jobs: progress, the result, or why there is none. Relies on the bot's
 * token for results, since an interaction's dies after 15 minutes. It never throws for what Discord may
 * do, and never posts a result a second time.
 */

import { directChannel } from '#discord/rest/direct-message.ts';
import type { DiscordFailure } from '#discord/rest/discord-failures.ts';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { postOnce } from '#discord/rest/post-once.ts';
import { type DirectReason, directMessage } from '#discord/screens/render-direct.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import { noticeMessage } from '#discord/screens/render-notice.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type {
  Attachment,
  FinalPost,
  Messenger,
  NoticeOutcome,
  PostOutcome,
} from '#ports/messenger.ts';
import { createProgressEditor } from './progress-editor.ts';
import { createProgressMessage } from './progress-message.ts';

/** Whatever a message claims, files above this are refused in servers without boosts. */
const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;
/** How much smaller a file has to become after Discord refused it. */
const SMALLER = 0.75;

/** What is sent to the person instead of the channel. */
type DirectPost = {
  readonly message: OutgoingMessage;
  readonly attachments: readonly Attachment[];
  readonly mayExist: boolean;
  readonly reason: DirectReason;
};

/** Where a message of a job ended up. */
type Posted = { readonly channelId: ChannelId; readonly messageId: MessageId };

export function createMessenger(edge: {
  readonly rest: DiscordRest;
  /** Null before the first connection to the gateway. */
  readonly botUserId: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}): Messenger {
  const { rest, log } = edge;
  const progress = createProgressMessage(edge);
  const editor = createProgressEditor({ ...edge, message: progress });

  /** In the channel where it was asked for or, where that is closed, to the person directly. */
  async function post(
    job: Job,
    message: OutgoingMessage,
    attachments: readonly Attachment[],
    mayExist: boolean,
  ): Promise<DiscordReply<Posted>> {
    const { channelId, sourceMessageId } = job.origin;
    if (job.request.visibility === 'stealth') {
      return postDirectly(job, { message, attachments, mayExist, reason: 'private' });
    }
    const repliesTo = sourceMessageId ?? job.progressMessageId;
    const wanted = { job, attachments, mayExist };
    const inChannel = await postOnce(edge, { ...wanted, channelId, message, repliesTo });
    if (inChannel.kind === 'ok') {
      return { kind: 'ok', value: { channelId, messageId: inChannel.value } };
    }
    if (inChannel.failure.kind !== 'closed') return inChannel;
    log.info({ job: job.id, detail: inChannel.failure.detail }, 'channel closed, sent directly');
    return postDirectly(job, { message, attachments, mayExist, reason: 'closed' });
  }

  async function postDirectly(
    job: Job,
    { message, attachments, mayExist, reason }: DirectPost,
  ): Promise<DiscordReply<Posted>> {
    const direct = await directChannel(rest, job.origin.userId);
    if (direct.kind === 'failed') return direct;
    const toPerson = await postOnce(edge, {
      job,
      attachments,
      mayExist,
      channelId: direct.value,
      message: directMessage(job, message, reason),
      repliesTo: null,
    });
    return toPerson.kind === 'ok'
      ? { kind: 'ok', value: { channelId: direct.value, messageId: toPerson.value } }
      : toPerson;
  }

  async function postFinal({ job, attachments, ...final }: FinalPost): Promise<PostOutcome> {
    await editor.end(job.id);
    const length = Math.max(0, ...attachments.map(({ bytes }) => bytes.length));
    const bytesMax = Math.min(job.origin.attachmentBytesMax, ATTACHMENT_BYTES_MAX);
    if (length > bytesMax) return tooLarge(`${length} bytes are too many here`, bytesMax);
    const message = finalMessage({
      job,
      mediaTypes: attachments.map(({ mediaType }) => mediaType),
      ...final,
    });
    if (job.request.visibility === 'stealth' && job.progressMessageId !== null) {
      // An edit may be repeated after a crash, so that nothing has to be searched for.
      const shown = await progress.become(job, message, attachments);
      if (shown.kind === 'ok') {
        const { channelId } = job.origin;
        return { kind: 'posted', channelId, messageId: job.progressMessageId };
      }
    }
    const posted = await post(job, message, attachments, final.mayExist);
    if (posted.kind === 'failed') {
      return posted.failure.kind === 'too-large'
        ? tooLarge(posted.failure.detail, Math.floor(length * SMALLER))
        : notPosted(posted.failure);
    }
    // A crash before this line leaves a progress message, which the next attempt removes.
    const removed = await progress.remove(job);
    if (removed.kind === 'failed' && removed.failure.kind !== 'gone') {
      log.info({ job: job.id, detail: removed.failure.detail }, 'progress message not removed');
    }
    return { kind: 'posted', ...posted.value };
  }

  async function showNotice(job: Job): Promise<NoticeOutcome> {
    await editor.end(job.id);
    const message = noticeMessage(job);
    const edited = await progress.edit(job, message, null);
    if (edited.kind === 'ok') return { kind: 'shown' };
    if (edited.failure.kind === 'retry') return notPosted(edited.failure);
    const posted = await post(job, message, [], false);
    return posted.kind === 'ok' ? { kind: 'shown' } : notPosted(posted.failure);
  }

  return {
    offerProgress: (job, preview) => editor.offer(job, preview),
    endProgress: (job) => editor.end(job.id),
    postFinal,
    showNotice,
  };
}

function notPosted({ kind, afterMs, detail }: DiscordFailure) {
  return kind === 'retry'
    ? ({ kind: 'retry', afterMs, detail } as const)
    : ({ kind: 'impossible', detail: `${kind}: ${detail}` } as const);
}

function tooLarge(detail: string, attachmentBytesMax: number): PostOutcome {
  return { kind: 'retry', afterMs: 0, detail: `too large: ${detail}`, attachmentBytesMax };
}
