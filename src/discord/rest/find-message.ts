/**
 * Searches for messages of a job that Discord may have accepted without our knowledge: among the newest hundred, then
 * from the request on. A result is recognised by its buttons or its file's name, a progress message by its Cancel Job
 * button or by the interaction it answers. Relies on Discord listing a channel's messages after an id, oldest page
 * first. It never matches another bot's message.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import { resultFileTail } from '#discord/delivery/file-name.ts';
import { componentsSchema, customIdsOf } from '#discord/gateway/target-message.ts';
import { type ChannelId, type JobId, type MessageId, messageId } from '#domain/ids.ts';
import { wholeInteraction } from '#domain/interaction-part.ts';
import type { Job } from '#domain/job.ts';
import type { DiscordFailure } from './discord-failures.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

/** Discord's largest page. */
const PAGE = 100;

/** A thousand messages after the request, plus the newest hundred. */
const PAGES_MAX = 10;

/** Whether a job's result is already in the channel. */
export type FindOutcome =
  /** `files`: the number of its files; Discord may have dropped some. */
  | { readonly kind: 'found'; readonly messageId: MessageId; readonly files: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: DiscordFailure };

const messageSchema = z.object({
  id: z.string().regex(/^\d+$/),
  author: z.object({ id: z.string() }),
  attachments: z.array(z.object({ filename: z.string() })).nullish(),
  components: componentsSchema,
  interaction_metadata: z
    .object({
      id: z.string(),
      /** The answer that this message follows (docs.discord.com, Message Interaction Metadata). */
      original_response_message_id: z.string().nullish(),
    })
    .nullish(),
});
type Message = z.infer<typeof messageSchema>;

/** The job and the bot whose messages to search. */
type Search = { readonly job: Job; readonly botUserId: string | null };

/** A message that may show a job's progress. */
export type ShownProgress = {
  readonly messageId: MessageId;
  /** The job that its button cancels. */
  readonly jobId: JobId | null;
  /** Whether it is the answer itself and not a follow-up. */
  readonly isAnswer: boolean;
};

/** Searches the channel for the job's result. */
export async function findPost(
  rest: DiscordRest,
  { job, channelId, botUserId }: Search & { readonly channelId: ChannelId },
): Promise<FindOutcome> {
  for await (const page of pagesOf(rest, channelId, job)) {
    if (page.kind === 'failed') return page;
    const found = ownOf(page.value, job, botUserId).find((message) => isResult(message, job));
    if (found === undefined) continue;
    return { kind: 'found', messageId: messageId(found.id), files: found.attachments?.length ?? 0 };
  }
  return { kind: 'absent' };
}

/** Finds possible progress messages of the interaction's jobs in their channel. */
export async function findProgress(
  rest: DiscordRest,
  { job, botUserId }: Search,
): Promise<DiscordReply<readonly ShownProgress[]>> {
  const shown: ShownProgress[] = [];
  const interactionId = wholeInteraction(job.origin.interactionId);
  for await (const page of pagesOf(rest, job.origin.channelId, job)) {
    if (page.kind === 'failed') return page;
    for (const message of ownOf(page.value, job, botUserId)) {
      const answered = message.interaction_metadata;
      if (answered?.id !== interactionId) continue;
      const isAnswer = (answered.original_response_message_id ?? null) === null;
      shown.push({ messageId: messageId(message.id), jobId: cancelledBy(message), isAnswer });
    }
  }
  return { kind: 'ok', value: shown };
}

/** The newest page, then pages from the request on. */
async function* pagesOf(
  rest: DiscordRest,
  channelId: ChannelId,
  { origin }: Job,
): AsyncGenerator<DiscordReply<readonly Message[]>> {
  const newest = await readPage(rest, channelId, null);
  yield newest;
  // The interaction's id contains Discord's time of the request: no message of the job is older.
  let after = wholeInteraction(origin.interactionId);
  if (newest.kind === 'failed' || reachesBack(newest.value, after)) return;
  for (let page = 0; page < PAGES_MAX; page++) {
    const reply = await readPage(rest, channelId, after);
    yield reply;
    if (reply.kind === 'failed' || reply.value.length < PAGE) return;
    after = newestId(reply.value);
  }
}

function ownOf(messages: readonly Message[], { origin }: Job, botUserId: string | null) {
  const authors = [botUserId, origin.applicationId];
  return messages.filter(({ author }) => authors.includes(author.id));
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

/** Whether the newest page contains everything since the request. */
function reachesBack(newest: readonly Message[], askedId: string): boolean {
  return newest.length < PAGE || newest.some(({ id }) => BigInt(id) < BigInt(askedId));
}

const isResult = ({ components, attachments }: Message, job: Job): boolean =>
  customIdsOf(components).some((text) => isButtonOf(text, job)) ||
  (attachments ?? []).some(({ filename }) => filename.includes(`${resultFileTail(job.id)}.`));

function cancelledBy({ components }: Message): JobId | null {
  for (const text of customIdsOf(components)) {
    const id = decodeCustomId(text);
    if (id?.kind === 'control' && id.control === 'cancel') return id.jobId;
  }
  return null;
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
