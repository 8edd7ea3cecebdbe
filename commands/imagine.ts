import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import { answerRequest } from '#discord/answer-request.ts';
import type { Command } from '#discord/command.ts';
import { jobOrigin } from '#discord/job-origin.ts';
import { batchQuestion } from '#discord/press-batch.ts';
import { rejectionEmbed } from '#discord/render-rejection.ts';

/** Midjourney's own limit, and the longest text option that Discord takes. */
const PROMPT_CHARACTERS_MAX = 6000;

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'imagine',
    description: 'Create images with Midjourney',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'prompt',
        description: 'The prompt to imagine',
        required: true,
        max_length: PROMPT_CHARACTERS_MAX,
      },
    ],
  },
  run: async (interaction, context) => {
    const prompt = String(interaction.options.get('prompt') ?? '');
    const place = jobOrigin(interaction);
    if (place.kind === 'rejected') {
      await context.answers.tell(interaction, rejectionEmbed(interaction.texts, place.rejection));
      return;
    }
    const plan = await context.application.batches.plan(place.origin, prompt);
    if (plan.kind === 'rejected') {
      await context.answers.tell(
        interaction,
        rejectionEmbed(interaction.texts, plan.rejection, `/imagine ${prompt}`),
      );
      return;
    }
    if (plan.kind === 'batch') {
      await context.answers.tellMessage(interaction, batchQuestion(interaction.id, plan));
      return;
    }
    const outcome = await context.application.requestImagine({
      origin: place.origin,
      prompt: plan.prompt,
      roleIds: interaction.roleIds,
    });
    await answerRequest(context, interaction, outcome, `/imagine ${prompt}`);
  },
} satisfies Command;
