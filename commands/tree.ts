import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { TreeOutcome } from '#application/views/job-tree.ts';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { READY_WITHIN_MS } from '#discord/replies/answer-when-ready.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { withinMs } from '#discord/replies/within-ms.ts';
import { actionTitle } from '#discord/screens/button-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { treeMessage } from '#discord/screens/render-tree.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'tree',
    description: 'Shows what a job was made from, and what was made of it.',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'job_id',
        description: 'The job ID; your latest ones are suggested',
        required: true,
        autocomplete: true,
        max_length: 100,
      },
    ],
  },
  run: async (interaction, context) => {
    const { answers, application, clock } = context;
    const place = jobOrigin(interaction);
    if (place.kind === 'rejected') {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, place.rejection));
      return;
    }
    const { guildId, userId, channelId } = place.origin;
    const jobId = String(interaction.options.get('job_id') ?? '');
    const drawing = application.jobTree({
      guildId,
      userId,
      channelId,
      jobId,
      titleOf: (request) => actionTitle(interaction.texts, request),
    });
    const soon = await withinMs(clock, drawing, READY_WITHIN_MS);
    // For this person alone: a family may hold what only they may see.
    if (soon === null) await answers.deferAlone(interaction);
    await answer(context, interaction, soon ?? (await drawing), soon === null);
  },
  suggest: suggestJob,
} satisfies Command;

async function answer(
  { answers, log }: InteractionContext,
  interaction: CommandInteraction,
  outcome: TreeOutcome,
  isDeferred: boolean,
): Promise<void> {
  const { texts } = interaction;
  if (outcome.kind === 'rejected') {
    const asked = `/tree ${String(interaction.options.get('job_id') ?? '')}`;
    const refusal = rejectionEmbed(texts, outcome.rejection, asked);
    await (isDeferred
      ? answers.tellInstead(interaction, refusal)
      : answers.tell(interaction, refusal));
    return;
  }
  const message = treeMessage(texts, outcome.tree);
  const files = [outcome.tree.picture];
  if (!isDeferred) {
    await answers.tellMessage(interaction, message, files);
    return;
  }
  const shown = await answers.complete(interaction, message, files);
  if (shown.kind === 'failed') {
    log.warn({ interaction: interaction.id, detail: shown.failure.detail }, '/tree not completed');
  }
}
