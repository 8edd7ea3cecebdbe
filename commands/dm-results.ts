import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import { MENTIONING_NOBODY } from '#discord/allowed-mentions.ts';
import type { Command } from '#discord/command.ts';
import { namedJob } from '#discord/named-job.ts';
import { rejectionEmbed } from '#discord/render-rejection.ts';
import { notSentEmbed, sentEmbed } from '#discord/render-results.ts';
import { sendResults } from '#discord/send-results.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'DM Results',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, context) => {
    const { answers, log } = context;
    const { guildId, user, target } = interaction;
    if (guildId === null) {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, { kind: 'guild-only' }));
      return;
    }
    const jobId = target?.kind === 'message' ? namedJob(target.message) : null;
    if (jobId === null) {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, { kind: 'no-job-there' }));
      return;
    }
    // Reading four pictures and uploading them may take longer than an answer may wait.
    await answers.deferAlone(interaction);
    const asked = { guildId, userId: user.id, jobId };
    const outcome = await sendResults(context, asked, interaction.id);
    const embed =
      outcome.kind === 'rejected'
        ? rejectionEmbed(interaction.texts, outcome.rejection)
        : outcome.kind === 'sent'
          ? sentEmbed(interaction.texts)
          : notSentEmbed(interaction.texts, outcome.isClosed);
    const message = { embeds: [embed], allowed_mentions: MENTIONING_NOBODY };
    const reply = await answers.complete(interaction, message, []);
    if (reply.kind === 'failed') log.info({ detail: reply.failure.detail }, 'answer not completed');
  },
} satisfies Command;
