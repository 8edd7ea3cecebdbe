/**
 * `/show`: shows a finished job again, with its current buttons. The reply's visibility is decided before the files are
 * read. It never posts twice and never shows a refusal to everyone.
 */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import type { Wording } from '#discord/delivery/delivery-ladder.ts';
import { withSpoilers } from '#discord/delivery/spoilers.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { wordedMessage } from '#discord/screens/worded-message.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { ResultView } from '#ports/messenger.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'show',
    description: 'Shows the job view based on job id.',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'job_id',
        description:
          'The job ID of the job you want to show. It should look similar to this: 0hq3zv8k2rabcdef',
        required: true,
        autocomplete: true,
        max_length: 100,
      },
    ],
  },
  run: async (interaction, context) => {
    const origin = await originOrReject(context.answers, interaction);
    if (origin === null) return;
    const { guildId, userId, channelId, parentChannelId, age, attachmentBytesMax } = origin;
    const where = {
      channelId,
      ...(parentChannelId === undefined ? {} : { parentChannelId }),
      ...(age === undefined ? {} : { age }),
    };
    const jobId = String(interaction.options.get('job_id') ?? '');
    const { translator } = interaction;
    let decided: Visibility | null = null;
    const showing = async (): Promise<Reply> => {
      const outcome = await context.application.showJob({
        guildId,
        userId,
        place: where,
        jobId,
        bytesMax: attachmentBytesMax,
        onVisibility: (visibility) => {
          decided = visibility;
        },
      });
      if (outcome.kind === 'rejected') {
        return {
          kind: 'refusal',
          embed: rejectionEmbed(translator, outcome.rejection, `/show ${jobId}`),
        };
      }
      return shownReply(outcome.showing);
    };
    await replyWhenReady(context, interaction, showing(), () => decided);
  },
  suggest: suggestJob,
} satisfies Command;

/** With the visibility of the original result. */
function shownReply({ attachments, ...showing }: ResultView): Reply {
  const mediaTypes = attachments.map(({ mediaType }) => mediaType);
  const { visibility = 'public' } = showing.job.request;
  const messageIn = (wording: Wording) =>
    withSpoilers(wordedMessage({ ...showing, mediaTypes }, wording), attachments);
  const [message, plain] = [messageIn('whole'), messageIn('plain')];
  return { kind: 'message', message, plain, files: attachments, visibility };
}
