import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { textOption } from '#discord/commands/command-options.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { PROMPT_LENGTH_MAX } from '#domain/prompt/check-text.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'shorten',
    description: 'Analyzes and shortens a prompt.',
    contexts: [InteractionContextType.Guild],
    options: [
      textOption('prompt', 'The prompt to shorten', {
        required: true,
        max_length: PROMPT_LENGTH_MAX,
      }),
    ],
  },
  needs: 'shorten',
  run: async (interaction, context) => {
    const prompt = String(interaction.options.get('prompt') ?? '');
    await replyToRequest(context, interaction, `/shorten ${prompt}`, (request) =>
      context.application.requestShorten({ ...request, prompt }),
    );
  },
} satisfies Command;
