import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { sendResults } from '#discord/delivery/send-results.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { ownMessage } from '#discord/replies/own-message.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { notSentEmbed, sentEmbed } from '#discord/screens/render-results.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'DM Results',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, context) => {
    const { application, answers, log } = context;
    const { guildId, user, target } = interaction;
    if (guildId === null) {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const message = ownMessage(context, target);
    const job =
      message === null
        ? null
        : await application.jobOfMessage({
            ...{ guildId, userId: user.id, messageId: message.id },
            ...{ interactionId: message.interactionId, named: namedJob(message) },
          });
    if (job === null) {
      await answers.rejectWith(interaction, { kind: 'no-job-there' });
      return;
    }
    // Reading four pictures and uploading them may take longer than an answer may wait.
    await answers.deferEphemeral(interaction);
    const asked = { guildId, userId: user.id, jobId: job.id };
    const outcome = await sendResults(context, asked, interaction.id);
    const embed =
      outcome.kind === 'rejected'
        ? rejectionEmbed(interaction.translator, outcome.rejection)
        : outcome.kind === 'sent'
          ? sentEmbed(interaction.translator)
          : notSentEmbed(interaction.translator, outcome.isClosed);
    const result = { embeds: [embed], allowed_mentions: MENTIONING_NOBODY };
    const reply = await answers.complete(interaction, result, []);
    if (reply.kind === 'failed') log.info({ detail: reply.failure.detail }, 'answer not completed');
  },
} satisfies Command;
