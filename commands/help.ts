import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/settings-contexts.ts';
import { helpEmbed } from '#discord/screens/render-help.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: 'Shows help for the bot.',
    contexts: SETTINGS_CONTEXTS,
  },
  run: async (interaction, { application, answers }) => {
    const help = helpEmbed(
      interaction.translator,
      application.vendors(),
      application.gridCredits(),
    );
    await answers.replyEphemeral(interaction, help);
  },
} satisfies Command;
