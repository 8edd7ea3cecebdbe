import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import { givenFiles } from '#discord/replies/given-files.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { PROMPT_LENGTH_MAX } from '#domain/prompt/check-text.ts';
import type { Command } from './command.ts';
import { pictureOption, textOption } from './command-options.ts';

/** A command that makes a grid from a person's own picture and prompt. */
export const editCommand = (
  action: 'edit' | 'retexture',
  words: { readonly description: string; readonly prompt: string; readonly image: string },
): Command => ({
  data: {
    type: ApplicationCommandType.ChatInput,
    name: action,
    description: words.description,
    contexts: [InteractionContextType.Guild],
    options: [
      textOption('prompt', words.prompt, { required: true, max_length: PROMPT_LENGTH_MAX }),
      pictureOption('image', words.image),
      textOption('link', 'A link to the image, instead of a file', { max_length: 2000 }),
    ],
  },
  needs: action,
  run: async (interaction, context) => {
    const prompt = String(interaction.options.get('prompt') ?? '');
    await replyToRequest(context, interaction, `/${action} ${prompt}`, (request) =>
      context.application.requestEdit({
        ...request,
        action,
        files: givenFiles(interaction),
        prompt,
      }),
    );
  },
});
