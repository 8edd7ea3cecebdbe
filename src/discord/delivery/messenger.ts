/**
 * Shows accepted jobs: progress, the result, or the reason why there is none. Results use the bot's token, since an
 * interaction's expires after 15 minutes. Discord's failures never throw, and a result is never posted twice.
 */

import { deliver } from '#discord/delivery/deliver.ts';
import { AFTER_FAILURE, WORDINGS, type Wording } from '#discord/delivery/delivery-ladder.ts';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import type { DiscordFailure } from '#discord/rest/discord-failures.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { fallbackMessage } from '#discord/screens/render-fallback.ts';
import { noticeMessage } from '#discord/screens/render-notice.ts';
import { wordedMessage } from '#discord/screens/worded-message.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { FinalPost, Messenger, NoticeOutcome, PostOutcome } from '#ports/messenger.ts';
import { createProgressEditor } from './progress-editor.ts';
import { createProgressMessage } from './progress-message.ts';
import { withSpoilers } from './spoilers.ts';

/** How often a failed removal of the progress message is retried; with the pauses half a minute, */
const REMOVALS_MAX = 4;
/** within which Discord's nonce prevents a second post even where search is impossible. */
const REMOVED_WITHIN_MS = 10_000;

/** The `Messenger` port over Discord's REST API. */
export function createMessenger(edge: {
  readonly rest: DiscordRest;
  /** Null before the first connection to the gateway. */
  readonly botUserId: () => string | null;
  readonly places: PlaceMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the id of a job's progress message becomes known after its acknowledgement. */
  readonly learned: (job: Pick<Job, 'id' | 'progressMessageId'>) => void;
}): Messenger {
  const { log } = edge;
  const progress = createProgressMessage(edge);
  const editor = createProgressEditor({ ...edge, message: progress });

  async function postFinal({ job: given, attachments, ...final }: FinalPost): Promise<PostOutcome> {
    await editor.end(given.id);
    const isPrivate = given.request.visibility === 'stealth';
    const needsId = isPrivate || given.origin.sourceMessageId === null;
    const known = await (needsId ? progress.identify(given) : progress.find(given));
    if (known.kind === 'failed') return notPosted(known.failure);
    const job = known.value;
    const bytesMax = job.origin.attachmentBytesMax;
    const length = Math.max(0, ...attachments.map(({ bytes }) => bytes.length));
    if (length > bytesMax) return tooLarge(`${length} bytes are too many here`, bytesMax);
    const mediaTypes = attachments.map(({ mediaType }) => mediaType);
    const messageIn = (shown: Job, wording: Wording) =>
      withSpoilers(wordedMessage({ job: shown, mediaTypes, ...final }, wording), attachments);
    if (isPrivate && job.progressMessageId !== null) {
      // An edit can be repeated after a crash without a search.
      const shown = await inWordings((wording) =>
        progress.become(job, messageIn(job, wording), attachments),
      );
      if (shown.kind === 'ok') {
        const { channelId } = job.origin;
        return { kind: 'posted', channelId, messageId: job.progressMessageId };
      }
      if (shown.failure.kind === 'retry') return notPosted(shown.failure);
    }
    const delivered = await deliver(edge, {
      job,
      attachments,
      messageIn,
      mayExist: final.mayExist,
      ...(isPrivate ? { from: { place: 'direct', reason: 'private' } } : {}),
    });
    switch (delivered.kind) {
      case 'retry':
        return notPosted(delivered.failure);
      case 'too-large':
        return tooLarge(delivered.failure.detail, delivered.bytesMax);
      case 'nowhere':
        return { kind: 'impossible', detail: delivered.detail };
      case 'posted':
        break;
      default:
        return delivered satisfies never;
    }
    const { channelId, messageId } = delivered;
    if (delivered.elsewhere === 'no-files') {
      // Tells the channel where the result went; a crash before this line leaves the progress message.
      const pageUrl = final.pageUrl ?? null;
      await inWordings((wording) =>
        progress.edit(job, fallbackMessage(job, { where: 'direct', wording, pageUrl }), null),
      );
      return { kind: 'posted', channelId, messageId };
    }
    // After a crash before this line the next attempt removes the progress message.
    const removed = await progress.remove(job);
    if (removed.kind === 'failed' && removed.failure.kind !== 'gone') {
      const { kind, afterMs, detail } = removed.failure;
      log.info({ job: job.id, detail }, 'progress message not removed');
      const isSoon = kind === 'retry' && afterMs <= REMOVED_WITHIN_MS;
      const mayRepeat = channelId === job.origin.channelId && job.attempts < REMOVALS_MAX;
      // The next attempt finds the posted result.
      if (isSoon && mayRepeat) return notPosted(removed.failure);
    }
    return { kind: 'posted', channelId, messageId };
  }

  /** Edits the progress message if there is one, else posts where the person sees it, unless `mayPost` is false. */
  async function tell(
    given: Job,
    messageIn: (job: Job, wording: Wording) => OutgoingMessage,
    mayPost = true,
  ): Promise<NoticeOutcome> {
    await editor.end(given.id);
    const known = await progress.find(given);
    if (known.kind === 'failed') return notPosted(known.failure);
    const job = known.value;
    const edited = await inWordings((wording) => progress.edit(job, messageIn(job, wording), null));
    if (edited.kind === 'ok') return { kind: 'shown' };
    if (edited.failure.kind === 'retry') return notPosted(edited.failure);
    if (!mayPost) return { kind: 'shown' };
    const isPrivate = job.request.visibility === 'stealth';
    const delivered = await deliver(edge, {
      job,
      attachments: [],
      mayExist: false,
      messageIn,
      ...(isPrivate ? { from: { place: 'direct', reason: 'private' } } : {}),
    });
    if (delivered.kind === 'posted') return { kind: 'shown' };
    return delivered.kind === 'nowhere'
      ? { kind: 'impossible', detail: delivered.detail }
      : notPosted(delivered.failure);
  }

  return {
    offerProgress: (job, preview, trouble) => editor.offer(job, preview, trouble),
    postFinal,
    showNotice: (job, mayPost) => tell(job, noticeMessage, mayPost),
    removeProgress: async (job) => {
      const removed = await progress.remove(job);
      if (removed.kind === 'ok' || removed.failure.kind === 'gone') return;
      log.warn(
        { job: job.id, detail: removed.failure.detail },
        'late progress message not removed',
      );
    },
    showArchived: (job, pageUrl) =>
      tell(job, (shown, wording) => fallbackMessage(shown, { where: 'archive', wording, pageUrl })),
  };
}

type Tried =
  | { readonly kind: 'ok' }
  | { readonly kind: 'failed'; readonly failure: DiscordFailure };

/** Tries the wordings until one is accepted or another would not help. */
async function inWordings(attempt: (wording: Wording) => Promise<Tried>): Promise<Tried> {
  let last: Tried = { kind: 'ok' };
  for (const wording of WORDINGS) {
    last = await attempt(wording);
    if (last.kind === 'ok' || AFTER_FAILURE[last.failure.kind] !== 'next-wording') break;
  }
  return last;
}

function notPosted({ kind, afterMs, detail }: DiscordFailure) {
  return kind === 'retry'
    ? ({ kind: 'retry', afterMs, detail } as const)
    : ({ kind: 'impossible', detail: `${kind}: ${detail}` } as const);
}

function tooLarge(detail: string, attachmentBytesMax: number): PostOutcome {
  return { kind: 'retry', afterMs: 0, detail: `too large: ${detail}`, attachmentBytesMax };
}
