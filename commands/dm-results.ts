import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { sendResults } from '#discord/delivery/send-results.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { ownMessage } from '#discord/replies/own-message.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import { replyAlone } from '#discord/replies/show-reply.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { notSentEmbed, sentEmbed } from '#discord/screens/render-results.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'DM Results',
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
    if (job === null) {
      await answers.rejectWith(interaction, { kind: 'no-job-there' });
      return;
    }
    const asked = { guildId, userId: user.id, jobId: job.id };
    const reply = sendResults(context, asked, interaction.id).then((outcome) =>
      replyAlone(
        outcome.kind === 'rejected'
          ? rejectionEmbed(translator, outcome.rejection)
          : outcome.kind === 'sent'
            ? sentEmbed(translator)
            : notSentEmbed(translator, outcome.isClosed),
      ),
    );
    await replyWhenReady(context, interaction, reply, () => 'stealth');
  },
} satisfies Command;
