/**
 * Presses under suggestions: a number opens a modal with that text, `Imagine all` asks first, `Show Details` shows the
 * weights. Nothing is spent before a modal is submitted or the question answered.
 */
import type { ComponentInteraction, ModalInteraction } from '#discord/gateway/interaction.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { tokensEmbed } from '#discord/screens/render-suggestions.ts';
import { type CustomIdOf, encodeCustomId, type SuggestionsPart } from './custom-id.ts';
import { allDropped, askAll, imagineAll } from './press-imagine-all.ts';
import type { PressContext } from './pressed-marks.ts';
import { imagineModal, PROMPT_FIELD } from './prompt-modal.ts';

type SuggestionsId = CustomIdOf<'suggestions'>;

const NUMBERS: { readonly [part in SuggestionsPart]?: number } = {
  t1: 1,
  t2: 2,
  t3: 3,
  t4: 4,
  t5: 5,
};

/** A press under suggestions. */
export async function pressSuggestions(
  context: PressContext,
  interaction: ComponentInteraction,
  id: SuggestionsId,
): Promise<void> {
  const { answers, application } = context;
  const info =
    interaction.guildId === null
      ? null
      : await application.suggestionsOf({
          guildId: interaction.guildId,
          userId: interaction.user.id,
          jobId: id.jobId,
        });
  const stale = () => answers.rejectWith(interaction, { kind: 'button-stale', jobId: id.jobId });
  if (info === null) {
    await stale();
    return;
  }
  switch (id.part) {
    case 'all':
      await askAll(context, interaction, info);
      return;
    case 'all-yes':
      await imagineAll(context, interaction, id);
      return;
    case 'all-no':
      await answers.update(interaction, allDropped(interaction.translator));
      return;
    case 'details':
      await answers.replyEphemeral(
        interaction,
        tokensEmbed(interaction.translator, info.job, info.result.tokens),
      );
      return;
    default: {
      const text = info.result.suggestions[(NUMBERS[id.part] ?? 0) - 1];
      if (text === undefined) await stale();
      else
        await answers.openModal(
          interaction,
          imagineModal(interaction.translator, encodeCustomId(id), text),
        );
    }
  }
}

/** The modal of a number was submitted: starts a job whose parent has the suggestions. */
export async function submitSuggestion(
  context: PressContext,
  interaction: ModalInteraction,
  id: SuggestionsId,
): Promise<void> {
  const number = NUMBERS[id.part];
  if (number === undefined) {
    await context.answers.rejectWith(interaction, { kind: 'button-stale', jobId: id.jobId });
    return;
  }
  const prompt = interaction.fields.get(PROMPT_FIELD) ?? '';
  const job = await replyToRequest(context, interaction, `/imagine ${prompt}`, (request) =>
    context.application.imagineText({ ...request, prompt, from: { jobId: id.jobId, number } }),
  );
  if (job === null || interaction.messageId === null) return;
  const { channelId, messageId } = interaction;
  await context.marks.redraw({ channelId, messageId, jobId: id.jobId });
}
