import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { pictureOption, textOption } from '#discord/commands/command-options.ts';
import { givenFiles } from '#discord/replies/given-files.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'describe',
    description: 'Writes a prompt based on your image.',
    contexts: [InteractionContextType.Guild],
    options: [
      pictureOption('image', 'The image to describe'),
      textOption('link', 'A link to the image, instead of a file', { max_length: 2000 }),
    ],
  },
  needs: 'describe',
  run: async (interaction, context) => {
    await replyToRequest(context, interaction, '/describe', (request) =>
      context.application.requestFromImages({
        ...request,
        action: 'describe',
        files: givenFiles(interaction),
        parameters: '',
      }),
    );
  },
} satisfies Command;
