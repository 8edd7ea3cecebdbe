/**
 * Replies with something that may take longer than Discord waits: pictures to fetch, files to make or to send. Ready
 * soon and small, it is the first answer itself; else "thinking" is shown and completed. This is the one place that
 * decides between the two. A reply in stealth and a refusal are never shown to everyone, not even for a moment.
 */
import type { APIEmbed } from 'discord-api-types/v10';
import { withinMs } from '#application/within-ms.ts';
import { missingPermissions } from '#discord/commands/channel-permissions.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { DiscordReply } from '#discord/rest/discord-rest.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { MessageId } from '#domain/ids.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Attachment } from '#ports/messenger.ts';

/** Since the interaction came: leaves more than a second and a half of Discord's three for the answer itself. */
const READY_WITHIN_MS = 1_200;
/** What was held up before it got here, by a queue or by looking places up, is mostly ready in a moment all the same. */
const READY_WITHIN_MS_MIN = 100;

/** Files uploaded within the answer itself: a second's worth at 8 Mbit/s. */
const DIRECT_BYTES_MAX = 1024 * 1024;

/** What is replied in the end. */
export type Reply =
  | {
      readonly kind: 'message';
      readonly message: OutgoingMessage;
      readonly files?: readonly Attachment[];
      /** `stealth`: for this person alone. */
      readonly visibility: Visibility;
    }
  /** For this person alone. */
  | { readonly kind: 'refusal'; readonly embed: APIEmbed };

/** A notice for this person alone. */
export const replyAlone = (embed: APIEmbed): Reply => ({
  kind: 'message',
  message: { embeds: [embed], allowed_mentions: MENTIONING_NOBODY },
  visibility: 'stealth',
});

/** What became of a reply. */
export type Replied = {
  /** Null where Discord did not say, or where the message is not where a public reply belongs. */
  readonly messageId: MessageId | null;
  /** It was the first answer, and no earlier delivery of the interaction had been answered. */
  readonly isFirst: boolean;
};

/**
 * Replies once `making` is done. `decided` tells who will see the reply, null while that is not known: only what is
 * known to be public is announced publicly.
 */
export async function replyWhenReady(
  context: Pick<InteractionContext, 'answers' | 'clock' | 'log'>,
  interaction: Interaction,
  making: Promise<Reply>,
  decided: () => Visibility | null,
): Promise<Replied> {
  const soon = await readySoon(context.clock, interaction, making);
  if (soon !== null && isDirect(soon)) return replyFirst(context, interaction, soon);
  const announced = (soon === null ? decided() : visibilityOf(soon)) ?? 'stealth';
  const { answers } = context;
  await (announced === 'public' ? answers.defer(interaction) : answers.deferEphemeral(interaction));
  return complete(context, interaction, await making, announced);
}

/** What is there in time for a first answer; else null. */
const readySoon = <Made>(
  clock: InteractionContext['clock'],
  { receivedAtMs }: Interaction,
  making: Promise<Made>,
): Promise<Made | null> => {
  const leftMs = receivedAtMs + READY_WITHIN_MS - clock.nowMs();
  return withinMs(clock, making, Math.max(leftMs, READY_WITHIN_MS_MIN));
};

/** What a pressed message becomes, or what the person is told beside it; `unchanged`: the message says it already. */
export type UpdateOrRefusal =
  | OutgoingMessage
  | Extract<Reply, { readonly kind: 'refusal' }>
  | { readonly kind: 'unchanged' };

/**
 * Changes the pressed message into what `making` gives; a refusal leaves it and is told to the person alone. Where that
 * takes longer than Discord waits, as forty jobs may on a busy machine, the press is acknowledged first and the message
 * changes a moment later.
 */
export async function updateWhenReady(
  { answers, clock, log }: Pick<InteractionContext, 'answers' | 'clock' | 'log'>,
  interaction: Interaction,
  making: Promise<UpdateOrRefusal>,
): Promise<void> {
  const soon = await readySoon(clock, interaction, making);
  if (soon !== null && !('kind' in soon)) {
    await answers.update(interaction, soon);
    return;
  }
  if (soon?.kind === 'refusal') {
    await answers.replyEphemeral(interaction, soon.embed);
    return;
  }
  await answers.acknowledge(interaction);
  const made = await making;
  if ('kind' in made && made.kind === 'unchanged') return;
  const shown =
    'kind' in made
      ? await answers.followUpEphemeral(interaction, made.embed)
      : await answers.complete(interaction, made, []);
  if (shown.kind === 'ok') return;
  const { detail } = shown.failure;
  log.warn({ interaction: interaction.id, detail }, 'pressed message not changed');
}

async function replyFirst(
  { answers }: Pick<InteractionContext, 'answers'>,
  interaction: Interaction,
  reply: Reply,
): Promise<Replied> {
  if (reply.kind === 'refusal') {
    await answers.replyEphemeral(interaction, reply.embed);
    return { messageId: null, isFirst: false };
  }
  const { message, files = [], visibility } = reply;
  const answered =
    visibility === 'stealth'
      ? await answers.replyEphemeralMessage(interaction, message, files)
      : await answers.reply(interaction, message, files);
  if (answered.kind === 'answered') {
    return { messageId: answered.messageId, isFirst: !answered.already };
  }
  const refused = filesRefused(interaction, reply);
  if (refused !== null) await answers.replyEphemeral(interaction, refused);
  return { messageId: null, isFirst: false };
}

async function complete(
  { answers, log }: Pick<InteractionContext, 'answers' | 'log'>,
  interaction: Interaction,
  reply: Reply,
  announced: Visibility,
): Promise<Replied> {
  const shown = await completed(answers, interaction, reply, announced);
  if (shown.kind === 'ok') return { messageId: shown.value, isFirst: false };
  const { detail } = shown.failure;
  log.warn({ interaction: interaction.id, detail }, 'deferred answer not completed');
  const refused = filesRefused(interaction, reply);
  if (refused !== null) await answers.replaceWithEphemeral(interaction, refused);
  return { messageId: null, isFirst: false };
}

/**
 * What to say once a reply did not get through: that the bot may attach no files there, where it has some. Null where
 * that cannot be why. Only tried afterwards, since Discord's documentation does not say whether an answer needs it.
 */
function filesRefused(interaction: Interaction, reply: Reply): APIEmbed | null {
  if (reply.kind !== 'message' || (reply.files ?? []).length === 0) return null;
  const permissions = interaction.guildId === null ? [] : missingPermissions(interaction);
  return permissions.includes('attach-files')
    ? rejectionEmbed(interaction.translator, { kind: 'permission-missing', permissions })
    : null;
}

/** The id of the message, where that is the one place in which the reply belongs. */
async function completed(
  answers: InteractionContext['answers'],
  interaction: Interaction,
  reply: Reply,
  announced: Visibility,
): Promise<DiscordReply<MessageId | null>> {
  if (reply.kind === 'refusal') {
    return elsewhere(await answers.replaceWithEphemeral(interaction, reply.embed));
  }
  const { message, files = [], visibility } = reply;
  if (announced === 'public' && visibility === 'stealth') {
    return elsewhere(await answers.replaceWithEphemeralMessage(interaction, message, files));
  }
  const shown = await answers.complete(interaction, message, files);
  if (shown.kind === 'failed' || announced !== visibility) return elsewhere(shown);
  return { kind: 'ok', value: shown.value.messageId };
}

const elsewhere = (shown: DiscordReply<unknown>): DiscordReply<null> =>
  shown.kind === 'ok' ? { kind: 'ok', value: null } : shown;

const visibilityOf = (reply: Reply): Visibility =>
  reply.kind === 'message' ? reply.visibility : 'stealth';

const isDirect = (reply: Reply): boolean =>
  reply.kind === 'refusal' ||
  (reply.files ?? []).reduce((total, { bytes }) => total + bytes.length, 0) <= DIRECT_BYTES_MAX;
