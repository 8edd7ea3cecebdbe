import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { infoEmbed } from '#discord/screens/render-info.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'info',
    description: 'View information about your profile.',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers }) => {
    const { guildId, user } = interaction;
    if (guildId === null) {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const info = await application.memberInfo(guildId, user.id);
    const member = { userId: user.id, userName: user.name };
    await answers.replyEphemeral(interaction, infoEmbed(interaction.translator, member, info));
  },
} satisfies Command;
