import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { actionTitle } from '#discord/screens/button-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { treeMessage } from '#discord/screens/render-tree.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'tree',
    description: 'Show the jobs that a job came from and that were made from it.',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'job_id',
        description: 'Job ID; your latest jobs are suggested',
        required: true,
        autocomplete: true,
        max_length: 100,
      },
    ],
  },
  run: async (interaction, context) => {
    const origin = await originOrReject(context.answers, interaction);
    if (origin === null) return;
    const { guildId, userId, channelId, age } = origin;
    const jobId = String(interaction.options.get('job_id') ?? '');
    const { translator } = interaction;
    const drawing = async (): Promise<Reply> => {
      const outcome = await context.application.jobTree({
        guildId,
        userId,
        channelId,
        ...(age === undefined ? {} : { age }),
        jobId,
        titleOf: (request) => actionTitle(translator, request),
      });
      if (outcome.kind === 'rejected') {
        return {
          kind: 'refusal',
          embed: rejectionEmbed(translator, outcome.rejection, `/tree ${jobId}`),
        };
      }
      const { tree } = outcome;
      // Ephemeral: the tree may contain jobs that only this person may see.
      const message = treeMessage(translator, tree);
      return { kind: 'message', message, files: [tree.picture], visibility: 'stealth' };
    };
    await replyWhenReady(context, interaction, drawing(), () => 'stealth');
  },
  suggest: suggestJob,
} satisfies Command;
