import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { creditsEmbed } from '#discord/render-credits.ts';
import { rejectionEmbed } from '#discord/render-rejection.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'credits',
    description: "View this server's credits.",
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers }) => {
    if (interaction.guildId === null) {
      await answers.tell(interaction, rejectionEmbed({ kind: 'guild-only' }));
      return;
    }
    const info = await application.creditsInfo(interaction.guildId);
    await answers.tell(interaction, creditsEmbed(info));
  },
} satisfies Command;
