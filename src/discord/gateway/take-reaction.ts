/**
 * Handles reactions, if the operator enables them: ✉️ sends the pictures of one's own job by direct message, ❌ cancels
 * one's own job or removes its message. Reads the message from Discord, so that messages from before a restart work
 * too. It ignores other people's reactions, and other emoji cost nothing.
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

/** Clients send emoji with or without the variation selector. */
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
  /** Missing for messages without a known author. */
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
  /** Takes the payload of MESSAGE_REACTION_ADD; returns at once. */
  handle(payload: unknown): void;
  /** Resolves when all reactions so far are handled. */
  idle(): Promise<void>;
};

/** A router that only accepts reactions of a job's owner. */
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
  // Reactions cannot be answered: those over the limit are ignored.
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
      ...asker,
      channelId: channel_id,
      message,
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
  // Removed and added again within minutes, it still counts once.
  const outcome = await sendResults(edge, asked, `dm${message.id}`);
  log.info({ job: job.id, outcome: outcome.kind }, 'reaction: results requested');
  if (outcome.kind === 'not-sent' && outcome.isClosed) await notifyClosed(edge, reaction, job);
}

async function notifyClosed({ rest, log }: Edge, reaction: Reaction, job: Job): Promise<void> {
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
