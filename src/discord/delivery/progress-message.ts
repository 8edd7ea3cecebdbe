/**
 * A job's progress message: edited and removed with the interaction's token while it is valid, then with the bot's. The
 * job has the message's id; a search finds it after a crash before that was saved. It never creates a message.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordReply, DiscordRequest, DiscordRest } from '#discord/rest/discord-rest.ts';
import { findProgress, type ShownProgress } from '#discord/rest/find-message.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { setNewest } from '#domain/bounded-map.ts';
import { isInteractionPart, wholeInteraction } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Attachment } from '#ports/messenger.ts';

/** A minute before the token expires, so that it does not expire during a request. */
export const TOKEN_USABLE_MS = 14 * 60_000;
const TIMEOUT_MS = 5_000;

/** All follow-ups of an answer are posted by then. */
const SETTLED_AFTER_MS = 60_000;

/** The most interactions whose search results are cached; each is at most some forty ids. */
const SEARCHED_MAX = 200;

/** Enough for ten megabytes over a slow connection. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** Edits and removes progress messages. */
export type ProgressMessage = {
  /**
   * The job with its progress message, searched for if its id is unknown: the process crashed, or Discord's answer was
   * lost, before it was saved. Unchanged if there is none, or no search is possible.
   */
  find(job: Job): Promise<DiscordReply<Job>>;
  edit(
    job: Job,
    message: OutgoingMessage,
    attachment: Attachment | null,
  ): Promise<DiscordReply<unknown>>;
  /** Turns the message into the job's result: an ephemeral result has no other place. */
  become(
    job: Job,
    message: OutgoingMessage,
    attachments: readonly Attachment[],
  ): Promise<DiscordReply<unknown>>;
  remove(job: Job): Promise<DiscordReply<unknown>>;
};

type Address = Pick<DiscordRequest<unknown>, 'route' | 'as'>;
type Change = Pick<DiscordRequest<unknown>, 'method' | 'body' | 'files' | 'timeoutMs'>;

const shownSchema = z.object({ attachments: z.array(z.unknown()) });
const FILES_DROPPED: DiscordReply<unknown> = {
  kind: 'failed',
  failure: { kind: 'no-files', afterMs: 0, detail: 'the files were dropped' },
};

const NOWHERE: DiscordReply<unknown> = {
  kind: 'failed',
  failure: { kind: 'gone', afterMs: 0, detail: 'the progress message is not known' },
};

/** Progress messages over Discord's REST API. */
export function createProgressMessage(edge: {
  readonly rest: DiscordRest;
  /** Null before the first connection to the gateway. */
  readonly botUserId: () => string | null;
  readonly clock: Clock;
}): ProgressMessage {
  const searched = new Map<string, readonly ShownProgress[]>();
  const isAlive = ({ origin }: Job): boolean =>
    edge.clock.nowMs() - origin.interactionAtMs < TOKEN_USABLE_MS;

  async function change(job: Job, change: Change): Promise<DiscordReply<unknown>> {
    const alive = isAlive(job);
    const answer = tokenAddress(job);
    const byToken = alive && answer !== null ? await ask(answer, change) : NOWHERE;
    if (alive && !(byToken.kind === 'failed' && byToken.failure.kind === 'unanswerable')) {
      return byToken;
    }
    const address = botAddress(job);
    return address === null ? NOWHERE : ask(address, change);
  }

  const ask = (address: Address, change: Change) =>
    edge.rest.ask({ timeoutMs: TIMEOUT_MS, ...address, ...change, reads: z.unknown() });

  /** One search for all jobs of an interaction: most jobs of a large batch never had a message. */
  async function shownOf(job: Job): Promise<DiscordReply<readonly ShownProgress[]>> {
    const { interactionId, interactionAtMs } = job.origin;
    const whole = wholeInteraction(interactionId);
    const known = searched.get(whole);
    if (known !== undefined) return { kind: 'ok', value: known };
    const isSettled = edge.clock.nowMs() - interactionAtMs > SETTLED_AFTER_MS;
    const found = await findProgress(edge.rest, { job, botUserId: edge.botUserId() });
    if (found.kind === 'failed' || !isSettled) return found;
    setNewest(searched, whole, found.value, SEARCHED_MAX);
    return found;
  }

  return {
    find: async (job) => {
      const isKnown = isAlive(job) && tokenAddress(job) !== null;
      // Ephemeral messages are not listed.
      if (isKnown || job.progressMessageId !== null || job.request.visibility === 'stealth') {
        return { kind: 'ok', value: job };
      }
      const shown = await shownOf(job);
      if (shown.kind === 'failed') {
        return shown.failure.kind === 'retry' ? shown : { kind: 'ok', value: job };
      }
      const isIt = isInteractionPart(job.origin.interactionId)
        ? ({ jobId }: ShownProgress) => jobId === job.id
        : ({ isAnswer }: ShownProgress) => isAnswer;
      const { messageId = null } = shown.value.find(isIt) ?? {};
      return { kind: 'ok', value: { ...job, progressMessageId: messageId } };
    },
    edit: (job, message, attachment) =>
      change(job, {
        method: 'patch',
        body: message,
        ...messageFiles(message, attachment === null ? [] : [attachment]),
      }),
    become: async (job, message, attachments) => {
      const reply = await change(job, {
        method: 'patch',
        body: message,
        ...messageFiles(message, attachments),
        timeoutMs: UPLOAD_TIMEOUT_MS,
      });
      const read = shownSchema.safeParse(reply.kind === 'ok' ? reply.value : null);
      const isWhole = !read.success || read.data.attachments.length >= attachments.length;
      return isWhole ? reply : FILES_DROPPED;
    },
    remove: (job) => change(job, { method: 'delete' }),
  };
}

// The answer to the interaction can be addressed without its id.
function tokenAddress({ origin, progressMessageId }: Job): Address | null {
  // The answer belongs to a single job, but to none of a batch.
  if (isInteractionPart(origin.interactionId) && progressMessageId === null) return null;
  const message = progressMessageId ?? '@original';
  const route = Routes.webhookMessage(origin.applicationId, origin.interactionToken, message);
  return { route, as: 'interaction' };
}

function botAddress({ origin, progressMessageId, request }: Job): Address | null {
  // Only the interaction can access an ephemeral message.
  if (progressMessageId === null || request.visibility === 'stealth') return null;
  return { route: Routes.channelMessage(origin.channelId, progressMessageId), as: 'bot' };
}
