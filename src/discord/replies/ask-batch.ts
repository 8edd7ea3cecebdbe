import type { BatchPlan } from '#application/requests/batches.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import { batchQuestion } from '#discord/components/press-batch.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { type Reply, replyWhenReady } from './reply-when-ready.ts';

/** Puts a batch's question once its pictures are there; whatever is wrong with one is told instead. */
export async function askBatch(
  context: InteractionContext,
  interaction: CommandInteraction,
  plan: Extract<BatchPlan, { readonly kind: 'batch' }>,
  asked: string,
): Promise<void> {
  const { texts, id } = interaction;
  const asking = async (): Promise<Reply> => {
    const rejection = await context.application.batches.takePictures(id);
    return rejection === null
      ? { kind: 'message', message: batchQuestion(texts, id, plan), visibility: 'stealth' }
      : { kind: 'refusal', embed: rejectionEmbed(texts, rejection, asked) };
  };
  await replyWhenReady(context, interaction, asking(), () => 'stealth');
}
