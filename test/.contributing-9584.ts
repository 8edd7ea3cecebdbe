import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';

export default {
  data: {
    name: 'ping',
    type: ApplicationCommandType.ChatInput,
    description: 'Says that the bot is there.',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { answers }) => {
    await answers.replyEphemeral(interaction, { description: 'Here.' });
  },
} satisfies Command;
