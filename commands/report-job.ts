import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { ownMessage } from '#discord/replies/own-message.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { noJobEmbed, reportedEmbed } from '#discord/screens/render-reports.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'Report Job',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, context) => {
    const { application, answers } = context;
    const { guildId, user, target, translator } = interaction;
    if (guildId === null) {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const message = ownMessage(context, target);
    const jobId = message === null ? null : namedJob(message);
    if (jobId === null) {
      await answers.replyEphemeral(interaction, noJobEmbed(translator));
      return;
    }
    const outcome = await application.remarks.report({
      guildId,
      userId: user.id,
      jobId,
      ...(message === null
        ? {}
        : { seen: { finalChannelId: interaction.channelId, finalMessageId: message.id } }),
    });
    await answers.replyEphemeral(
      interaction,
      outcome.kind === 'rejected'
        ? rejectionEmbed(translator, outcome.rejection)
        : reportedEmbed(translator, outcome),
    );
  },
} satisfies Command;
