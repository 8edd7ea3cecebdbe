/**
 * A job's progress message: edited and removed with the interaction's token while it is valid, then with the bot's. Its
 * id may be unknown: an HTTP response does not tell it, and a crash or a lost answer comes before it is saved. Then it is
 * read with the token when it is needed, or searched for. It never creates a message.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordReply, DiscordRequest, DiscordRest } from '#discord/rest/discord-rest.ts';
import { findProgress, type ShownProgress } from '#discord/rest/find-message.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { askUntilKnown } from '#discord/rest/token-requests.ts';
import { setNewest } from '#domain/bounded-map.ts';
import { type MessageId, messageId } from '#domain/ids.ts';
import { isInteractionPart, wholeInteraction } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Attachment } from '#ports/messenger.ts';

/** A minute before the token expires, so that it does not expire during a request. */
export const TOKEN_USABLE_MS = 14 * 60_000;
const TIMEOUT_MS = 5_000;

/** Discord knows of an answer in an HTTP response by then: it has to arrive within three seconds. */
const KNOWN_AFTER_MS = 5_000;

/** All follow-ups of an answer are posted by then. */
const SETTLED_AFTER_MS = 60_000;

/** The most interactions whose search results are cached; each is at most some forty ids. */
const SEARCHED_MAX = 200;

/** Enough for ten megabytes over a slow connection. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** Edits and removes progress messages. */
export type ProgressMessage = {
  /**
   * The job with its progress message, searched for if the token cannot address it any more. Unchanged if it still can,
   * if there is no message, or if no search is possible.
   */
  find(job: Job): Promise<DiscordReply<Job>>;
  /** As `find`, but also reads the message's id with the token. */
  identify(job: Job): Promise<DiscordReply<Job>>;
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
const idSchema = z.object({ id: z.string().transform(messageId) });
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
  /** Called when an edit tells the id of a job's message, which was unknown. */
  readonly learned: (job: Pick<Job, 'id' | 'progressMessageId'>) => void;
}): ProgressMessage {
  const { rest, clock } = edge;
  const searched = new Map<string, readonly ShownProgress[]>();
  const ageMs = ({ origin }: Job): number => clock.nowMs() - origin.interactionAtMs;
  const addressOf = (job: Job) => (ageMs(job) < TOKEN_USABLE_MS ? tokenAddress(job) : null);

  async function change(job: Job, change: Change): Promise<DiscordReply<unknown>> {
    const answer = addressOf(job);
    const byToken = answer === null ? null : await askByToken(job, answer, change);
    const isDead = byToken?.kind === 'failed' && byToken.failure.kind === 'unanswerable';
    if (byToken !== null && !isDead) return byToken;
    const address = botAddress(job);
    return address === null ? NOWHERE : ask(address, change);
  }

  const ask = (address: Address, change: Change) =>
    rest.ask({ timeoutMs: TIMEOUT_MS, ...address, ...change, reads: z.unknown() });

  function askByToken(job: Job, address: Address, change: Change): Promise<DiscordReply<unknown>> {
    const isNew = job.progressMessageId === null && ageMs(job) < KNOWN_AFTER_MS;
    return isNew ? askUntilKnown(clock, () => ask(address, change)) : ask(address, change);
  }

  /** One search for all jobs of an interaction: most jobs of a large batch never had a message. */
  async function shownOf(job: Job): Promise<DiscordReply<readonly ShownProgress[]>> {
    const whole = wholeInteraction(job.origin.interactionId);
    const known = searched.get(whole);
    if (known !== undefined) return { kind: 'ok', value: known };
    const isSettled = ageMs(job) > SETTLED_AFTER_MS;
    const found = await findProgress(rest, { job, botUserId: edge.botUserId() });
    if (found.kind === 'failed' || !isSettled) return found;
    setNewest(searched, whole, found.value, SEARCHED_MAX);
    return found;
  }

  async function find(job: Job): Promise<DiscordReply<Job>> {
    if (job.progressMessageId !== null) return { kind: 'ok', value: job };
    // Ephemeral messages are not listed.
    if (addressOf(job) !== null || job.request.visibility === 'stealth') {
      return { kind: 'ok', value: job };
    }
    const shown = await shownOf(job);
    if (shown.kind === 'failed') {
      return shown.failure.kind === 'retry' ? shown : { kind: 'ok', value: job };
    }
    const isIt = isInteractionPart(job.origin.interactionId)
      ? ({ jobId }: ShownProgress) => jobId === job.id
      : ({ isAnswer }: ShownProgress) => isAnswer;
    const { messageId: id = null } = shown.value.find(isIt) ?? {};
    return { kind: 'ok', value: { ...job, progressMessageId: id } };
  }

  async function identify(job: Job): Promise<DiscordReply<Job>> {
    const answer = addressOf(job);
    if (answer === null || job.progressMessageId !== null) return find(job);
    const read = await askByToken(job, answer, { method: 'get' });
    return read.kind === 'failed' && read.failure.kind === 'retry'
      ? read
      : { kind: 'ok', value: { ...job, progressMessageId: idOf(read) } };
  }

  return {
    find,
    identify,
    edit: async (given, message, attachment) => {
      const known = await find(given);
      if (known.kind === 'failed') return known;
      const job = known.value;
      const reply = await change(job, {
        method: 'patch',
        body: message,
        ...messageFiles(message, attachment === null ? [] : [attachment]),
      });
      const id = job.progressMessageId ?? idOf(reply);
      if (given.progressMessageId === null && id !== null) {
        edge.learned({ id: job.id, progressMessageId: id });
      }
      return reply;
    },
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

function idOf(reply: DiscordReply<unknown>): MessageId | null {
  return reply.kind === 'ok' ? (idSchema.safeParse(reply.value).data?.id ?? null) : null;
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
