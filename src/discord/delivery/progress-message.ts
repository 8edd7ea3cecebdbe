/**
 * The message that shows a job's progress: edited and removed by the interaction's token while that
 * lives, by the bot afterwards. Relies on the job for which message that is. It never makes a new one.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordReply, DiscordRequest, DiscordRest } from '#discord/rest/discord-rest.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { wholeInteraction } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { Clock } from '#ports/clock.ts';
import type { Attachment } from '#ports/messenger.ts';

/** A minute before Discord ends the token: a request under way must not die with it. */
export const TOKEN_USABLE_MS = 14 * 60_000;
const TIMEOUT_MS = 5_000;

/** Uploads of ten megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** One progress message: edited by the interaction's token while that lives, by the bot's own token after. */
export type ProgressMessage = {
  edit(
    job: Job,
    message: OutgoingMessage,
    attachment: Attachment | null,
  ): Promise<DiscordReply<unknown>>;
  /** Makes the message the job's last one: what the person alone may see has no other place. */
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
  readonly clock: Clock;
}): ProgressMessage {
  async function change(job: Job, change: Change): Promise<DiscordReply<unknown>> {
    const alive = edge.clock.nowMs() - job.origin.interactionAtMs < TOKEN_USABLE_MS;
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

  return {
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

// The answer to the interaction has a name of its own, so that its id need not be known.
function tokenAddress({ origin, progressMessageId }: Job): Address | null {
  // The answer itself belongs to the first job alone, or to none.
  const isPart = origin.interactionId !== wholeInteraction(origin.interactionId);
  if (isPart && progressMessageId === null) return null;
  const message = progressMessageId ?? '@original';
  const route = Routes.webhookMessage(origin.applicationId, origin.interactionToken, message);
  return { route, as: 'interaction' };
}

function botAddress({ origin, progressMessageId, request }: Job): Address | null {
  // A message for one person exists for their own interaction alone.
  if (progressMessageId === null || request.visibility === 'stealth') return null;
  return { route: Routes.channelMessage(origin.channelId, progressMessageId), as: 'bot' };
}
