/**
 * Posts one message of a job where its owner can see it, going down the ladder of places and wordings until Discord
 * accepts it. `postOnce` posts once per place, and the ladder's table says what a refusal means. It never waits:
 * temporary failures are returned as `retry`.
 */

import {
  AFTER_FAILURE,
  type DeliveryPlace,
  type LadderStep,
  PLACES,
  WORDINGS,
  type Wording,
} from '#discord/delivery/delivery-ladder.ts';
import type { PlaceMemory } from '#discord/delivery/place-memory.ts';
import { directChannel } from '#discord/rest/direct-message.ts';
import type { DiscordFailure } from '#discord/rest/discord-failures.ts';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { postOnce } from '#discord/rest/post-once.ts';
import { inOwnersLanguage } from '#discord/screens/job-text.ts';
import { type ElsewhereReason, elsewhereMessage } from '#discord/screens/render-direct.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Log } from '#ports/log.ts';
import { ATTACHMENT_BYTES_DEFAULT, type Attachment } from '#ports/messenger.ts';

/** Smaller files are not reduced again: a place that refuses them takes no files. */
const SMALLEST_BYTES = 64 * 1024;

/** How much smaller a file has to become after Discord refused it. */
const SMALLER = 0.75;

/** A job's message to deliver, and the place to start from. */
export type Delivery = {
  readonly job: Job;
  readonly attachments: readonly Attachment[];
  readonly mayExist: boolean;
  /** Where to start and why: a private message never goes to a channel. */
  readonly from?: { readonly place: DeliveryPlace; readonly reason: ElsewhereReason };
  /** Renders the message in a wording; `job` is the delivery's own, or the same with the person's language. */
  readonly messageIn: (job: Job, wording: Wording) => OutgoingMessage;
};

/** Where the result was posted, or what happens next. */
export type Delivered =
  | {
      readonly kind: 'posted';
      readonly channelId: ChannelId;
      readonly messageId: MessageId;
      /** Why it was posted elsewhere; null if it was not. */
      readonly elsewhere: ElsewhereReason | null;
    }
  | { readonly kind: 'retry'; readonly failure: DiscordFailure }
  /** Retry with files of at most this size. */
  | { readonly kind: 'too-large'; readonly failure: DiscordFailure; readonly bytesMax: number }
  /** No place accepts it in any wording. */
  | { readonly kind: 'nowhere'; readonly detail: string };

/** The dependencies of delivery. */
export type DeliveryEdge = {
  readonly rest: DiscordRest;
  readonly botUserId: () => string | null;
  readonly places: PlaceMemory;
  readonly log: Log;
};

/** Goes down the ladder until a message is posted or nothing is left to try. */
export async function deliver(edge: DeliveryEdge, delivery: Delivery): Promise<Delivered> {
  const { job, from } = delivery;
  const refusals: string[] = [];
  let elsewhere: ElsewhereReason | null = from?.reason ?? null;
  for (const place of PLACES.slice(PLACES.indexOf(from?.place ?? 'channel'))) {
    const target = await channelOf(edge, job, place);
    if (target === null) continue;
    if (target.kind === 'failed') {
      if (target.failure.kind === 'retry') return { kind: 'retry', failure: target.failure };
      refusals.push(`${place}: ${target.failure.detail}`);
      elsewhere ??= reasonOf(target.failure);
      continue;
    }
    const channelId = target.value;
    const posted = await postIn(edge, delivery, { place, channelId, elsewhere });
    if (posted.kind !== 'refused') return posted;
    const { failure } = posted;
    log(edge, job, place, failure);
    refusals.push(`${place}: ${failure.detail}`);
    elsewhere ??= reasonOf(failure);
  }
  return { kind: 'nowhere', detail: refusals.join('; ') };
}

/** Tries all wordings in one place. */
async function postIn(
  edge: DeliveryEdge,
  delivery: Delivery,
  at: {
    readonly place: DeliveryPlace;
    readonly channelId: ChannelId;
    readonly elsewhere: ElsewhereReason | null;
  },
): Promise<Delivered | { readonly kind: 'refused'; readonly failure: DiscordFailure }> {
  const { attachments, messageIn } = delivery;
  const { place, channelId, elsewhere } = at;
  const job = place === 'direct' ? inOwnersLanguage(delivery.job) : delivery.job;
  const repliesTo =
    place === 'channel' ? (job.origin.sourceMessageId ?? job.progressMessageId) : null;
  const length = Math.max(0, ...attachments.map(({ bytes }) => bytes.length));
  if (place === 'direct' && length > ATTACHMENT_BYTES_DEFAULT) {
    const detail = `${length} bytes are too many for a direct message`;
    const failure = { kind: 'too-large', afterMs: 0, detail } as const;
    return { kind: 'too-large', failure, bytesMax: ATTACHMENT_BYTES_DEFAULT };
  }
  let last: DiscordFailure = { kind: 'refused', afterMs: 0, detail: 'no wording was tried' };
  for (const wording of WORDINGS) {
    const message =
      place === 'channel'
        ? messageIn(job, wording)
        : elsewhereMessage(job, messageIn(job, wording), {
            reason: elsewhere ?? 'closed',
            keepsButtons: place === 'parent',
            keepsEmbeds: wording === 'whole',
          });
    const reply = await postOnce(edge, {
      job,
      attachments,
      channelId,
      message,
      repliesTo,
      // One search covers all wordings in this place.
      mayExist: delivery.mayExist && wording === 'whole',
    });
    if (reply.kind === 'ok') {
      if (place === 'channel') edge.places.opened(channelId);
      return { kind: 'posted', channelId, messageId: reply.value, elsewhere };
    }
    last = reply.failure;
    const step: LadderStep = AFTER_FAILURE[last.kind];
    switch (step) {
      case 'later':
        return { kind: 'retry', failure: last };
      case 'smaller':
        if (length > SMALLEST_BYTES) {
          return { kind: 'too-large', failure: last, bytesMax: Math.floor(length * SMALLER) };
        }
        return { kind: 'refused', failure: { ...last, kind: 'no-files' } };
      case 'next-place':
        if (last.kind === 'forbidden' && place === 'channel') {
          await edge.places.refused({ channelId, guildId: job.origin.guildId });
        }
        return { kind: 'refused', failure: last };
      case 'next-wording':
        log(edge, job, place, last);
        break;
      default:
        step satisfies never;
    }
  }
  return { kind: 'refused', failure: last };
}

/** Null if the job has no such place. */
async function channelOf(
  { rest, places }: DeliveryEdge,
  { origin }: Job,
  place: DeliveryPlace,
): Promise<DiscordReply<ChannelId> | null> {
  switch (place) {
    case 'channel':
      return places.refusesUntilMs(origin) === null
        ? { kind: 'ok', value: origin.channelId }
        : {
            kind: 'failed',
            failure: { kind: 'forbidden', afterMs: 0, detail: 'refused a moment ago' },
          };
    case 'parent': {
      const parent = await places.publicParentOf(origin.channelId);
      return parent === null ? null : { kind: 'ok', value: parent };
    }
    case 'direct':
      return directChannel(rest, origin.userId);
    default:
      return place satisfies never;
  }
}

function reasonOf({ kind }: DiscordFailure): ElsewhereReason {
  if (kind === 'no-files') return 'no-files';
  return AFTER_FAILURE[kind] === 'next-wording' ? 'refused' : 'closed';
}

function log({ log }: DeliveryEdge, job: Job, place: DeliveryPlace, failure: DiscordFailure): void {
  log.info({ job: job.id, place, failure: failure.kind, detail: failure.detail }, 'post refused');
}
