import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { picture } from '#discord/commands/command-options.ts';
import { givenFiles } from '#discord/replies/given-files.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'describe',
    description: 'Writes a prompt based on your image.',
    contexts: [InteractionContextType.Guild],
    options: [
      picture('image', 'The image to describe'),
      {
        type: ApplicationCommandOptionType.String,
        name: 'link',
        description: 'A link to the image, instead of a file',
        max_length: 2000,
      },
    ],
  },
  needs: 'describe',
  run: async (interaction, context) => {
    const place = jobOrigin(interaction);
    if (place.kind === 'rejected') {
      await context.answers.replyEphemeral(
        interaction,
        rejectionEmbed(interaction.translator, place.rejection),
      );
      return;
    }
    await replyToRequest(context, interaction, '/describe', (onVisibility) =>
      context.application.requestFromImages({
        origin: place.origin,
        roleIds: interaction.roleIds,
        action: 'describe',
        files: givenFiles(interaction),
        parameters: '',
        onVisibility,
      }),
    );
  },
} satisfies Command;
