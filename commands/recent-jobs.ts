import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { recentEmbed } from '#discord/screens/render-recent.ts';

export default {
  data: {
    type: ApplicationCommandType.User,
    name: 'Recent Jobs',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers }) => {
    const { guildId, channelId, user, target, translator } = interaction;
    if (guildId === null || target?.kind !== 'user') {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const person = target.user;
    const asked = { guildId, channelId, askerId: user.id, personId: person.id };
    const jobs = await application.remarks.recent(asked);
    const isOwn = person.id === user.id;
    const shown = { userName: person.name, isOwn, jobs };
    await answers.replyEphemeral(interaction, recentEmbed(translator, shown));
  },
} satisfies Command;
