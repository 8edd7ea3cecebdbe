/**
 * Looks for a result that may have been posted already, by its buttons or its file's name: among the
 * newest messages, then from the request on. Relies on Discord listing a channel's messages after an id,
 * oldest page first, and on progress messages having neither a button of an action nor such a file. It never takes another bot's message for the result.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import { resultFileTail } from '#discord/delivery/file-name.ts';
import { componentsSchema, customIdsOf } from '#discord/gateway/target-message.ts';
import { type ChannelId, type MessageId, messageId } from '#domain/ids.ts';
import { wholeInteraction } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { DiscordFailure } from './discord-failures.ts';
import type { DiscordRest } from './discord-rest.ts';

/** Discord's largest page. */
const PAGE = 100;

/** A thousand messages after the request, besides the newest hundred. */
const PAGES_MAX = 10;

/** Whether a job's message is in the channel already. */
export type FindOutcome =
  /** `files`: how many it has; Discord may have dropped some. */
  | { readonly kind: 'found'; readonly messageId: MessageId; readonly files: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: DiscordFailure };

const messageSchema = z.object({
  id: z.string().regex(/^\d+$/),
  author: z.object({ id: z.string() }),
  attachments: z.array(z.object({ filename: z.string() })).nullish(),
  components: componentsSchema,
});
type Message = z.infer<typeof messageSchema>;

/** Searches the channel for the job's result, by its buttons or the name of its file. */
export async function findPost(
  rest: DiscordRest,
  search: { readonly job: Job; readonly channelId: ChannelId; readonly botUserId: string | null },
): Promise<FindOutcome> {
  const { job, channelId, botUserId } = search;
  const newest = await readPage(rest, channelId, null);
  if (newest.kind === 'failed') return newest;
  const recent = resultIn(newest.value, job, botUserId);
  if (recent !== null) return recent;
  // The interaction's id holds Discord's own time of the request: nothing of the job is older.
  const asked = wholeInteraction(job.origin.interactionId);
  if (reachesBack(newest.value, asked)) return { kind: 'absent' };
  let after = asked;
  for (let page = 0; page < PAGES_MAX; page++) {
    const reply = await readPage(rest, channelId, after);
    if (reply.kind === 'failed') return reply;
    const found = resultIn(reply.value, job, botUserId);
    if (found !== null) return found;
    if (reply.value.length < PAGE) break;
    after = newestId(reply.value);
  }
  return { kind: 'absent' };
}

function readPage(rest: DiscordRest, channelId: ChannelId, after: string | null) {
  return rest.ask({
    method: 'get',
    route: Routes.channelMessages(channelId),
    as: 'bot',
    query: new URLSearchParams({ limit: String(PAGE), ...(after === null ? {} : { after }) }),
    reads: z.array(messageSchema),
  });
}

/** Whether the newest page holds everything since the request. */
function reachesBack(newest: readonly Message[], askedId: string): boolean {
  return newest.length < PAGE || newest.some(({ id }) => BigInt(id) < BigInt(askedId));
}

function resultIn(
  messages: readonly Message[],
  job: Job,
  botUserId: string | null,
): Extract<FindOutcome, { readonly kind: 'found' }> | null {
  const found = messages.find((message) => isResult(message, job, botUserId));
  if (found === undefined) return null;
  return { kind: 'found', messageId: messageId(found.id), files: found.attachments?.length ?? 0 };
}

function isResult(message: Message, job: Job, botUserId: string | null): boolean {
  const authors = [botUserId, job.origin.applicationId];
  if (!authors.includes(message.author.id)) return false;
  return (
    customIdsOf(message.components).some((text) => isButtonOf(text, job)) ||
    (message.attachments ?? []).some(({ filename }) =>
      filename.includes(`${resultFileTail(job.id)}.`),
    )
  );
}

function isButtonOf(text: string, job: Job): boolean {
  const id = decodeCustomId(text);
  return id?.kind === 'button' && id.jobId === job.id;
}

function newestId(messages: readonly Message[]): string {
  return String(
    messages.reduce((newest, { id }) => (BigInt(id) > newest ? BigInt(id) : newest), 0n),
  );
}
