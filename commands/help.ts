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
  run: async (interaction, { application, answers, commands }) => {
    const typed = [...commands.values()].filter(
      ({ data }) =>
        (data.type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput &&
        // What only some may use is no help to everybody.
        (data.default_member_permissions ?? null) === null,
    );
    const help = helpEmbed(interaction.translator, {
      vendors: application.vendors(),
      gridCredits: application.gridCredits(),
      commands: typed.map(({ data }) => data.name),
    });
    await answers.replyEphemeral(interaction, help);
  },
} satisfies Command;
