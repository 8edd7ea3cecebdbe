/**
 * Replies with something that may take longer than Discord waits, such as fetching or sending files. If it is ready
 * soon and small, it is the first answer; otherwise the answer is deferred and completed. Only this file decides
 * between the two. Stealth replies and refusals are never public, not even for a moment.
 */
import { withinMs } from '#application/within-ms.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Visibility } from '#domain/member-settings.ts';
import { completeReply, type Replied, type Reply, replyFirst, withRetries } from './show-reply.ts';

/** Since arrival: leaves more than 1.5 s of Discord's 3 s for the answer itself. */
const READY_WITHIN_MS = 1_200;
/** Even after an earlier delay, most replies are ready in a moment. */
const READY_WITHIN_MS_MIN = 100;

/** The most bytes of files in the first answer: a second at 8 Mbit/s. */
const DIRECT_BYTES_MAX = 1024 * 1024;

/**
 * Replies once `making` is done. `decided` returns the reply's visibility, null while unknown: the answer is deferred
 * publicly only if it is known to be public.
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
    // The error's text is only for this person, and would otherwise fill the public answer.
    if (announced === 'public') await answers.takeBack(interaction);
    throw error;
  });
  return completeReply(context, interaction, made, announced);
}

/** The result if it is ready in time for a first answer, else null. */
const readySoon = <Made>(
  clock: InteractionContext['clock'],
  { receivedAtMs }: Interaction,
  making: Promise<Made>,
): Promise<Made | null> => {
  const leftMs = receivedAtMs + READY_WITHIN_MS - clock.nowMs();
  return withinMs(clock, making, Math.max(leftMs, READY_WITHIN_MS_MIN));
};

/** The new content of a pressed message, or a refusal beside it; `unchanged`: neither. */
export type UpdateOrRefusal =
  | OutgoingMessage
  | Extract<Reply, { readonly kind: 'refusal' }>
  | { readonly kind: 'unchanged' };

/**
 * Updates the pressed message with the result of `making`; a refusal is sent ephemerally instead. If that takes longer
 * than Discord waits, as forty jobs may on a busy machine, the press is acknowledged first and the message is edited
 * later.
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
  const shown = await withRetries<unknown>(clock, () =>
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
