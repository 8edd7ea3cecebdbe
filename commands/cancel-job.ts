import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { namedJob } from '#discord/named-job.ts';
import { rejectionEmbed } from '#discord/render-rejection.ts';
import { notRemovedEmbed, removedEmbed, stoppedEmbed } from '#discord/render-stopped.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'Cancel Job',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers, courier }) => {
    const { guildId, channelId, user, target } = interaction;
    if (guildId === null) {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, { kind: 'guild-only' }));
      return;
    }
    const message = target?.kind === 'message' ? target.message : null;
    const job =
      message === null
        ? null
        : await application.jobOfMessage({
            guildId,
            userId: user.id,
            messageId: message.id,
            interactionId: message.interactionId,
            named: namedJob(message),
          });
    if (message === null || job === null) {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, { kind: 'no-job-there' }));
      return;
    }
    const outcome = await application.cancelJob({ guildId, userId: user.id, jobId: job.id });
    if (outcome.kind === 'cancelled') {
      await answers.tell(interaction, stoppedEmbed(outcome.job));
      return;
    }
    const { rejection } = outcome;
    // As Midjourney does it: on what is finished, the same command takes the message away.
    const isStillProgress =
      rejection.kind === 'job-over' &&
      rejection.state === 'delivering' &&
      message.id === job.progressMessageId;
    if (rejection.kind !== 'job-over' || isStillProgress) {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, rejection));
      return;
    }
    const removed = await courier.remove(channelId, message.id);
    await answers.tell(interaction, removed.kind === 'ok' ? removedEmbed(job) : notRemovedEmbed());
  },
} satisfies Command;
