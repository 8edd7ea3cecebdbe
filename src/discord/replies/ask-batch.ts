import type { BatchPlan } from '#application/requests/batches.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import { batchQuestion } from '#discord/components/press-batch.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { READY_WITHIN_MS } from './answer-when-ready.ts';
import { withinMs } from './within-ms.ts';

/** Puts a batch's question once its pictures are there; whatever is wrong with one is told instead. */
export async function askBatch(
  { answers, application, clock, log }: InteractionContext,
  interaction: CommandInteraction,
  plan: Extract<BatchPlan, { readonly kind: 'batch' }>,
  asked: string,
): Promise<void> {
  const taking = application.batches
    .takePictures(interaction.id)
    .then((rejection) => ({ rejection }));
  const soon = await withinMs(clock, taking, READY_WITHIN_MS);
  if (soon === null) await answers.deferAlone(interaction);
  const { rejection } = soon ?? (await taking);
  const question = batchQuestion(interaction.texts, interaction.id, plan);
  if (soon !== null) {
    await (rejection === null
      ? answers.tellMessage(interaction, question)
      : answers.tell(interaction, rejectionEmbed(interaction.texts, rejection, asked)));
    return;
  }
  const shown = await (rejection === null
    ? answers.complete(interaction, question, [])
    : answers.tellInstead(interaction, rejectionEmbed(interaction.texts, rejection, asked)));
  if (shown.kind === 'failed') {
    log.warn({ interaction: interaction.id, detail: shown.failure.detail }, 'question not shown');
  }
}
