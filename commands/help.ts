import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { helpEmbed } from '#discord/render-help.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: 'Shows help for the bot.',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers }) => {
    await answers.tell(interaction, helpEmbed(interaction.texts, application.vendors()));
  },
} satisfies Command;
