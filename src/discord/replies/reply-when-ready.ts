/**
 * Replies with something that may take longer than Discord waits: pictures to fetch, files to make or to send. Ready
 * soon and small, it is the first answer itself; else "thinking" is shown and completed. This is the one place that
 * decides between the two. A reply in stealth and a refusal are never shown to everyone, not even for a moment.
 */
import { withinMs } from '#application/within-ms.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Visibility } from '#domain/member-settings.ts';
import { askedAgain, completeReply, type Replied, type Reply, replyFirst } from './show-reply.ts';

/** Since the interaction came: leaves more than a second and a half of Discord's three for the answer itself. */
const READY_WITHIN_MS = 1_200;
/** What was held up before it got here, by a queue or by looking places up, is mostly ready in a moment all the same. */
const READY_WITHIN_MS_MIN = 100;

/** Files uploaded within the answer itself: a second's worth at 8 Mbit/s. */
const DIRECT_BYTES_MAX = 1024 * 1024;

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
  const made = await making.catch(async (error: unknown) => {
    // What is said of the error is for this person alone, and would fill the answer that everyone sees.
    if (announced === 'public') await answers.takeBack(interaction);
    throw error;
  });
  return completeReply(context, interaction, made, announced);
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
  const shown = await askedAgain<unknown>(clock, () =>
    'kind' in made
      ? answers.followUpEphemeral(interaction, made.embed)
      : answers.complete(interaction, made, []),
  );
  if (shown.kind === 'ok') return;
  const { detail } = shown.failure;
  log.warn({ interaction: interaction.id, detail }, 'pressed message not changed');
}

const visibilityOf = (reply: Reply): Visibility =>
  reply.kind === 'message' ? reply.visibility : 'stealth';

const isDirect = (reply: Reply): boolean =>
  reply.kind === 'refusal' ||
  (reply.files ?? []).reduce((total, { bytes }) => total + bytes.length, 0) <= DIRECT_BYTES_MAX;
