import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { helpEmbed } from '#discord/render-help.ts';
import { SETTINGS_CONTEXTS } from '#discord/settings-contexts.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: 'Shows help for the bot.',
    contexts: SETTINGS_CONTEXTS,
  },
  run: async (interaction, { application, answers }) => {
    const help = helpEmbed(interaction.texts, application.vendors(), application.gridCredits());
    await answers.tell(interaction, help);
  },
} satisfies Command;
