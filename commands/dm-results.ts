import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import { MENTIONING_NOBODY } from '#discord/allowed-mentions.ts';
import type { Command } from '#discord/command.ts';
import { namedJob } from '#discord/named-job.ts';
import { rejectionEmbed } from '#discord/render-rejection.ts';
import { notSentEmbed, resultsMessage, sentEmbed } from '#discord/render-results.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'DM Results',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, { application, answers, courier, log }) => {
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
    const outcome = await application.singleResults({ guildId, userId: user.id, jobId });
    const say = async (embed: ReturnType<typeof sentEmbed>) => {
      const message = { embeds: [embed], allowed_mentions: MENTIONING_NOBODY };
      const reply = await answers.complete(interaction, message, []);
      if (reply.kind === 'failed')
        log.info({ detail: reply.failure.detail }, 'answer not completed');
    };
    if (outcome.kind === 'rejected') {
      await say(rejectionEmbed(interaction.texts, outcome.rejection));
      return;
    }
    const { job, attachments } = outcome;
    const message = resultsMessage(job, attachments);
    const sent = await courier.sendDirectly(user.id, message, attachments, interaction.id);
    await say(sent.kind === 'ok' ? sentEmbed() : notSentEmbed(sent.failure.kind === 'closed'));
  },
} satisfies Command;
