/**
 * Answers interactions: the first answer within Discord's 3 seconds as a single request, and follow-ups while the token
 * is valid. Uses interaction tokens only, never the bot's. It never answers twice: Discord refuses a second first
 * answer, which counts as answered.
 */
import { InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { isOfTheMessage } from '#discord/rest/discord-failures.ts';
import type { DiscordReply, DiscordRequest, DiscordRest } from '#discord/rest/discord-rest.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { askUntilKnown } from '#discord/rest/token-requests.ts';
import { embedMessageOf } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { type MessageId, messageId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { Meter } from '#ports/meter.ts';
import type { Answered, Answers, Modal, PostedId, Suggestion } from './answers.ts';
import { fittingMessage } from './fitting-message.ts';

/** Discord's limit is 3 s; a later answer would be useless. */
const FIRST_ANSWER_WITHIN_MS = 2_500;
const FIRST_ANSWER_MS_MIN = 500;
const LOOK_UP_TIMEOUT_MS = 3_000;

/** Discord's limit (docs.discord.com, Application Commands). */
const SUGGESTIONS_MAX = 25;

type AnswerData =
  | (OutgoingMessage & { readonly flags?: MessageFlags })
  | Modal
  | { readonly flags: MessageFlags }
  | { readonly choices: readonly Suggestion[] };

const callbackSchema = z.object({
  resource: z.object({ message: z.object({ id: z.string() }).nullish() }).nullish(),
});
const messageSchema = z.object({ id: z.string() });

/** Answers over Discord's REST API. A first answer that would be too late is not sent. */
export function createAnswers(edge: {
  readonly rest: DiscordRest;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}): Answers {
  const { rest, clock, log, meter } = edge;

  const askByToken = <Answer>(
    { inline }: Interaction,
    request: Omit<DiscordRequest<Answer>, 'as'>,
  ): Promise<DiscordReply<Answer>> => {
    const ask = () => rest.ask({ ...request, as: 'interaction' });
    return inline === null ? ask() : askUntilKnown(clock, ask);
  };

  async function first(
    interaction: Interaction,
    type: InteractionResponseType,
    data?: AnswerData,
    files: readonly Attachment[] = [],
  ): Promise<Answered> {
    // Files need a separate request: Discord does not document them in a response.
    const inline = files.length === 0 ? await firstInline(interaction, type, data) : null;
    const answered = inline ?? (await firstByRequest(interaction, type, data, files));
    if (inline === null) interaction.inline?.accept();
    // A refused message is followed by a plainer one.
    if (answered.kind === 'unanswered' && !answered.isRefused)
      meter.interactionUnanswered('failed');
    return answered;
  }

  /** Answers in the response to Discord's HTTP request; null if there is none, or it is closed. */
  async function firstInline(
    interaction: Interaction,
    type: InteractionResponseType,
    data?: AnswerData,
  ): Promise<Answered | null> {
    const outcome = (await interaction.inline?.send({ type, data })) ?? 'closed';
    if (outcome === 'closed') return null;
    meter.interactionAnswered(meterKind(interaction), clock.nowMs() - interaction.receivedAtMs);
    // A response does not tell the message's id, and most messages are never used again: it is read when it is needed.
    if (outcome === 'sent') return { kind: 'answered', messageId: null, already: false };
    const id = await shownId(interaction);
    const detail = 'the connection ended before the response';
    return id === null
      ? { kind: 'unanswered', detail, isRefused: false }
      : { kind: 'answered', messageId: id, already: false };
  }

  async function firstByRequest(
    interaction: Interaction,
    type: InteractionResponseType,
    data: AnswerData | undefined,
    files: readonly Attachment[],
  ): Promise<Answered> {
    const passedMs = clock.nowMs() - interaction.receivedAtMs;
    const reply = await rest.ask({
      method: 'post',
      route: Routes.interactionCallback(interaction.id, interaction.token),
      as: 'interaction',
      body: { type, data },
      ...(data !== undefined && 'allowed_mentions' in data ? messageFiles(data, files) : {}),
      query: new URLSearchParams({ with_response: 'true' }),
      timeoutMs: Math.max(FIRST_ANSWER_MS_MIN, FIRST_ANSWER_WITHIN_MS - passedMs),
      reads: callbackSchema,
    });
    if (reply.kind === 'ok') {
      meter.interactionAnswered(meterKind(interaction), clock.nowMs() - interaction.receivedAtMs);
      const id = reply.value.resource?.message?.id;
      return { kind: 'answered', messageId: id ? messageId(id) : null, already: false };
    }
    const { failure } = reply;
    log.warn({ interaction: interaction.id, detail: failure.detail }, 'first answer failed');
    if (failure.kind === 'answered') {
      return { kind: 'answered', messageId: await shownId(interaction), already: true };
    }
    const { detail } = failure;
    if (failure.kind !== 'retry') {
      return { kind: 'unanswered', detail, isRefused: isOfTheMessage(failure.kind) };
    }
    // The request may have arrived although the response did not.
    const id = await shownId(interaction);
    return id === null
      ? { kind: 'unanswered', detail, isRefused: false }
      : { kind: 'answered', messageId: id, already: false };
  }

  async function shownId(interaction: Interaction): Promise<MessageId | null> {
    const reply = await askByToken(interaction, {
      method: 'get',
      route: original(interaction),
      timeoutMs: LOOK_UP_TIMEOUT_MS,
      reads: messageSchema,
    });
    return reply.kind === 'ok' ? messageId(reply.value.id) : null;
  }

  const sendMore = <Answer>(
    interaction: Interaction,
    message: OutgoingMessage,
    request: Pick<DiscordRequest<Answer>, 'query' | 'reads'>,
    files: readonly Attachment[] = [],
  ) =>
    askByToken(interaction, {
      method: 'post',
      route: Routes.webhook(interaction.applicationId, interaction.token),
      body: fittingMessage(interaction, message),
      ...messageFiles(message, files),
      ...request,
    });

  const reply: Answers['reply'] = (interaction, message, files) =>
    first(
      interaction,
      InteractionResponseType.ChannelMessageWithSource,
      fittingMessage(interaction, message),
      files,
    );

  const replyEphemeral: Answers['replyEphemeral'] = (interaction, embed) =>
    reply(interaction, privately(embedMessageOf(embed)));

  return {
    reply,
    replyEphemeral,
    rejectWith: (interaction, rejection, asked) =>
      replyEphemeral(interaction, rejectionEmbed(interaction.translator, rejection, asked)),
    replyEphemeralMessage: (interaction, message, files) =>
      reply(interaction, privately(message), files),
    update: (interaction, message) =>
      first(
        interaction,
        InteractionResponseType.UpdateMessage,
        fittingMessage(interaction, message),
      ),
    acknowledge: (interaction) => first(interaction, InteractionResponseType.DeferredMessageUpdate),
    openModal: (interaction, modal) => first(interaction, InteractionResponseType.Modal, modal),
    suggest: (interaction, suggestions) =>
      first(interaction, InteractionResponseType.ApplicationCommandAutocompleteResult, {
        choices: suggestions.slice(0, SUGGESTIONS_MAX),
      }),
    followUp: async (interaction, message, isPrivate = false, files = []) =>
      posted(
        await sendMore(
          interaction,
          isPrivate ? privately(message) : message,
          { query: new URLSearchParams({ wait: 'true' }), reads: messageSchema },
          files,
        ),
      ),
    deferEphemeral: (interaction) =>
      first(interaction, InteractionResponseType.DeferredChannelMessageWithSource, {
        flags: MessageFlags.Ephemeral,
      }),
    defer: (interaction) =>
      first(interaction, InteractionResponseType.DeferredChannelMessageWithSource),
    complete: async (interaction, message, files) =>
      posted(
        await askByToken(interaction, {
          method: 'patch',
          route: original(interaction),
          body: fittingMessage(interaction, message),
          ...messageFiles(message, files),
          reads: messageSchema,
        }),
      ),
    followUpEphemeral: (interaction, embed) =>
      sendMore(interaction, privately(embedMessageOf(embed)), { reads: z.unknown() }),
    takeBack: (interaction) =>
      askByToken(interaction, {
        method: 'delete',
        route: original(interaction),
        reads: z.unknown(),
      }),
  };
}

const privately = (message: OutgoingMessage) => ({ ...message, flags: MessageFlags.Ephemeral });

const posted = (reply: DiscordReply<{ readonly id: string }>): DiscordReply<PostedId> =>
  reply.kind === 'ok' ? { kind: 'ok', value: { messageId: messageId(reply.value.id) } } : reply;

const original = ({ applicationId, token }: Interaction) =>
  Routes.webhookMessage(applicationId, token, '@original');

/** Commands by name, so that a slow one is visible; other kinds together. */
const meterKind = (interaction: Interaction): string =>
  interaction.kind === 'command' ? interaction.name : interaction.kind;
