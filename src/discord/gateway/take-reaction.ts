/**
 * What reactions do, where the operator has asked for them: ✉️ sends the pictures of one's own job by direct
 * message, ❌ stops one's own job or takes its message away. Relies on the message as Discord has it now, not on
 * a memory of it, so that messages from before a restart work alike. It never answers anybody else's reaction,
 * and costs nothing for emoji or messages that are not meant for it.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { InteractionContext } from '#discord/commands/command.ts';
import { sendResults } from '#discord/delivery/send-results.ts';
import { cancelShown } from '#discord/replies/cancel-shown.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { snowflake } from '#discord/rest/snowflake.ts';
import { closedToReaction } from '#discord/screens/render-closed.ts';
import { channelId, guildId, messageId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { RequestLimits } from './request-limits.ts';
import { targetMessage, targetMessageSchema } from './target-message.ts';

/** Clients send emoji with or without the sign that asks for a coloured one. */
const MEANINGS: ReadonlyMap<string, 'send' | 'cancel'> = new Map([
  ['✉️', 'send'],
  ['✉', 'send'],
  ['❌', 'cancel'],
]);

const reactionSchema = z.object({
  user_id: snowflake,
  channel_id: snowflake.transform(channelId),
  message_id: snowflake.transform(messageId),
  guild_id: snowflake.transform(guildId).nullish(),
  /** Left out for messages without an author that Discord knows. */
  message_author_id: snowflake.nullish(),
  emoji: z.object({ name: z.string().nullish() }),
});

type Reaction = z.infer<typeof reactionSchema>;

type Edge = Pick<InteractionContext, 'application' | 'directMessenger' | 'botUserId' | 'log'> & {
  readonly rest: DiscordRest;
  readonly limits: RequestLimits;
};

/** Handles reactions on the bot's own messages. */
export type ReactionRouter = {
  /** Takes the payload of a MESSAGE_REACTION_ADD and returns at once. */
  handle(payload: unknown): void;
  /** Resolves when everything taken so far has been dealt with. */
  idle(): Promise<void>;
};

/** A router that only believes reactions of the job's own person. */
export function createReactionRouter(edge: Edge): ReactionRouter {
  const underway = new Set<Promise<void>>();
  return {
    handle: (payload) => {
      const parsed = reactionSchema.safeParse(payload);
      const meaning = MEANINGS.get(parsed.data?.emoji.name ?? '');
      if (!parsed.success || meaning === undefined) return;
      const done = take(edge, parsed.data, meaning)
        .catch((error: unknown) => edge.log.error({ error }, 'reaction handler failed'))
        .finally(() => underway.delete(done));
      underway.add(done);
    },
    idle: async () => {
      await Promise.all(underway);
    },
  };
}

async function take(edge: Edge, reaction: Reaction, meaning: 'send' | 'cancel'): Promise<void> {
  const { application, log } = edge;
  const botId = edge.botUserId();
  const authorId = reaction.message_author_id ?? botId;
  if (reaction.user_id === botId || authorId !== botId) return;
  const asker = { userId: userId(reaction.user_id), guildId: reaction.guild_id ?? null };
  // A reaction has no place for words: what comes too fast is left.
  if (edge.limits.take({ ...asker, kind: 'reaction' }).kind !== 'allowed') return;
  const found = await edge.rest.ask({
    method: 'get',
    route: Routes.channelMessage(reaction.channel_id, reaction.message_id),
    as: 'bot',
    reads: targetMessageSchema,
  });
  if (found.kind === 'failed') {
    log.info({ detail: found.failure.detail }, 'message of a reaction not readable');
    return;
  }
  const message = targetMessage(found.value);
  if (message.authorId !== botId) return;
  if (meaning === 'cancel') {
    const { channel_id } = reaction;
    const outcome = await cancelShown(edge, {
      ...{ ...asker, channelId: channel_id, message },
      isSeen: true,
    });
    log.info({ outcome: outcome.kind }, 'reaction: cancel requested');
    return;
  }
  const named = namedJob(message);
  const job = await application.jobOfMessage({
    ...asker,
    messageId: message.id,
    interactionId: message.interactionId,
    named,
  });
  if (job === null) return;
  const asked = { guildId: job.origin.guildId, userId: asker.userId, jobId: job.id };
  // Taken away and given again within minutes, it is still one wish.
  const outcome = await sendResults(edge, asked, `dm${message.id}`);
  log.info({ job: job.id, outcome: outcome.kind }, 'reaction: results requested');
  if (outcome.kind === 'not-sent' && outcome.isClosed) await tellClosed(edge, reaction, job);
}

async function tellClosed({ rest, log }: Edge, reaction: Reaction, job: Job): Promise<void> {
  const reply = await rest.ask({
    method: 'post',
    route: Routes.channelMessages(reaction.channel_id),
    as: 'bot',
    body: {
      ...closedToReaction(job),
      nonce: `cl${reaction.message_id}`,
      enforce_nonce: true,
      message_reference: { message_id: reaction.message_id, fail_if_not_exists: false },
    },
    reads: z.unknown(),
  });
  if (reply.kind === 'failed') {
    log.info({ detail: reply.failure.detail }, 'notice of closed direct messages failed');
  }
}
