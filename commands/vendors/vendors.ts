import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { operatorsOnlyEmbed, vendorsEmbed } from './screen.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'vendors',
    description: 'For operators of this bot: status of the image services.',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    // Only administrators see it; the operator check runs on every call.
    default_member_permissions: '0',
  },
  run: async (interaction, { application, answers }) => {
    const { translator } = interaction;
    const reports = await application.vendorReports(interaction.user.id);
    const answer =
      reports === null ? operatorsOnlyEmbed(translator) : vendorsEmbed(translator, reports);
    await answers.replyEphemeral(interaction, answer);
  },
} satisfies Command;
