/**
 * Shows a reply, as the first answer or in place of "thinking". A reply that Discord refuses is retried in a plainer
 * form, and finally replaced by a notice, so that "thinking" never remains. Stealth replies, refusals and notices are
 * never public.
 */
import type { APIEmbed } from 'discord-api-types/v10';
import { missingPermissions } from '#discord/commands/channel-permissions.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { isOfTheMessage } from '#discord/rest/discord-failures.ts';
import type { DiscordReply } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { embedMessageOf } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { notAcceptedEmbed } from '#discord/screens/render-results.ts';
import type { MessageId } from '#domain/ids.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { Answers, PostedId } from './answers.ts';

/** The reply. */
export type Reply =
  | {
      readonly kind: 'message';
      readonly message: OutgoingMessage;
      /** The message without users' texts, for servers whose filters block them. */
      readonly plain?: OutgoingMessage;
      readonly files?: readonly Attachment[];
      /** `stealth`: ephemeral. */
      readonly visibility: Visibility;
    }
  /** Always ephemeral. */
  | { readonly kind: 'refusal'; readonly embed: APIEmbed };

/** An ephemeral reply. */
export const replyAlone = (embed: APIEmbed): Reply => ({
  kind: 'message',
  message: embedMessageOf(embed),
  visibility: 'stealth',
});

/** The outcome of a reply. */
export type Replied = {
  /** Null if unknown, or if the message is not where a public reply belongs. */
  readonly messageId: MessageId | null;
  /** It was the first answer, and no earlier delivery was answered. */
  readonly isFirst: boolean;
};

const NOT_SHOWN: Replied = { messageId: null, isFirst: false };

/** One attempt at a reply; a notice is a refusal, or says that the reply was refused. */
type Form = {
  readonly message: OutgoingMessage;
  readonly files: readonly Attachment[];
  readonly visibility: Visibility;
  readonly isNotice: boolean;
};

type Parts = Pick<InteractionContext, 'answers' | 'clock' | 'log'>;

/** Replies with the first answer. */
export async function replyFirst(
  { answers }: Pick<Parts, 'answers'>,
  interaction: Interaction,
  reply: Reply,
): Promise<Replied> {
  for (const { message, files, visibility, isNotice } of formsOf(interaction, reply)) {
    const answered =
      visibility === 'stealth'
        ? await answers.replyEphemeralMessage(interaction, message, files)
        : await answers.reply(interaction, message, files);
    if (answered.kind === 'answered') {
      const { messageId, already } = answered;
      return isNotice ? NOT_SHOWN : { messageId, isFirst: !already };
    }
    if (!answered.isRefused) break;
  }
  return NOT_SHOWN;
}

/** Completes "thinking", which was public or ephemeral. */
export async function completeReply(
  { answers, clock, log }: Parts,
  interaction: Interaction,
  reply: Reply,
  announced: Visibility,
): Promise<Replied> {
  for (const form of formsOf(interaction, reply)) {
    const shown = await withRetries(clock, () => complete(answers, interaction, form, announced));
    if (shown.kind === 'ok') {
      const isInPlace = !form.isNotice && form.visibility === announced;
      return isInPlace ? { messageId: shown.value.messageId, isFirst: false } : NOT_SHOWN;
    }
    const { kind, detail } = shown.failure;
    log.warn({ interaction: interaction.id, detail }, 'deferred answer not completed');
    if (!isOfTheMessage(kind)) break;
  }
  return NOT_SHOWN;
}

async function complete(
  answers: Answers,
  interaction: Interaction,
  { message, files, visibility }: Form,
  announced: Visibility,
): Promise<DiscordReply<PostedId>> {
  if (announced === visibility || visibility === 'public') {
    return answers.complete(interaction, message, files);
  }
  // Removed first: a follow-up to a deferred answer would fill that public answer.
  const removed = await answers.takeBack(interaction);
  return removed.kind === 'failed' && removed.failure.kind !== 'gone'
    ? removed
    : answers.followUp(interaction, message, true, files);
}

/** In this order, while Discord refuses the text or files of the one before. */
function formsOf(interaction: Interaction, reply: Reply): readonly Form[] {
  const notice = (embed: APIEmbed): Form => ({
    message: embedMessageOf(embed),
    files: [],
    visibility: 'stealth',
    isNotice: true,
  });
  if (reply.kind === 'refusal')
    return [notice(reply.embed), notice(notShownEmbed(interaction, []))];
  const { message, plain, files = [], visibility } = reply;
  const shared = { files, visibility, isNotice: false };
  return [
    { message, ...shared },
    ...(plain === undefined ? [] : [{ message: plain, ...shared }]),
    notice(notShownEmbed(interaction, files)),
  ];
}

/**
 * The notice about a refused reply: the missing permission to attach files, if it has some. Only checked afterwards,
 * since Discord does not document whether an answer needs that permission.
 */
function notShownEmbed(interaction: Interaction, files: readonly Attachment[]): APIEmbed {
  const { translator, guildId } = interaction;
  const permissions = guildId === null || files.length === 0 ? [] : missingPermissions(interaction);
  return permissions.includes('attach-files')
    ? rejectionEmbed(translator, { kind: 'permission-missing', permissions })
    : notAcceptedEmbed(translator);
}

/** The number of retries of temporary failures, and their longest pause. */
const AGAIN_MAX = 2;
const PAUSE_MS_MAX = 5_000;

/** Retries temporary failures: a person is waiting, and nothing else will inform them. */
export async function withRetries<Value>(
  clock: InteractionContext['clock'],
  ask: () => Promise<DiscordReply<Value>>,
): Promise<DiscordReply<Value>> {
  for (let left = AGAIN_MAX; ; left -= 1) {
    const reply = await ask();
    if (reply.kind === 'ok' || reply.failure.kind !== 'retry' || left === 0) return reply;
    const pauseMs = Math.min(reply.failure.afterMs, PAUSE_MS_MAX);
    await clock.sleepUntil(clock.nowMs() + pauseMs, new AbortController().signal);
  }
}
