import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { cancelShown } from '#discord/replies/cancel-shown.ts';
import { ownMessage } from '#discord/replies/own-message.ts';
import { notRemovedEmbed, removedEmbed, stoppedEmbed } from '#discord/screens/render-stopped.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'Cancel Job',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, context) => {
    const { answers } = context;
    const { guildId, channelId, user, target, translator } = interaction;
    if (guildId === null) {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const message = ownMessage(context, target);
    if (message === null) {
      await answers.rejectWith(interaction, { kind: 'no-job-there' });
      return;
    }
    const outcome = await cancelShown(context, { guildId, channelId, userId: user.id, message });
    switch (outcome.kind) {
      case 'stopped':
        await answers.replyEphemeral(interaction, stoppedEmbed(translator, outcome.job));
        return;
      case 'removed':
        await answers.replyEphemeral(interaction, removedEmbed(translator, outcome.job));
        return;
      case 'not-removed':
        await answers.replyEphemeral(interaction, notRemovedEmbed(translator));
        return;
      case 'rejected':
        await answers.rejectWith(interaction, outcome.rejection);
        return;
      default:
        outcome satisfies never;
    }
  },
} satisfies Command;
