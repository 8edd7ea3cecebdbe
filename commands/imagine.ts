import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import type { PromptFile } from '#application/requests/prompt-pictures.ts';
import type { Command } from '#discord/commands/command.ts';
import { pictureOption, textOption } from '#discord/commands/command-options.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { PROMPT_LENGTH_MAX } from '#domain/prompt/check-text.ts';

/** The role of each attachment, which determines its place in the prompt. */
const FILES = [
  {
    name: 'image1',
    description: 'Image prompt',
    which: { kind: 'numbered', number: 1 },
  },
  {
    name: 'image2',
    description: 'Second image prompt',
    which: { kind: 'numbered', number: 2 },
  },
  {
    name: 'image3',
    description: 'Third image prompt',
    which: { kind: 'numbered', number: 3 },
  },
  {
    name: 'style_reference',
    description: 'Style reference (--sref)',
    which: { kind: 'style' },
  },
  {
    name: 'reference',
    description:
      'Character or object reference (--oref, --cref or --edit, depending on the version)',
    which: { kind: 'reference' },
  },
] as const;

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'imagine',
    description: 'Create images with Midjourney',
    contexts: [InteractionContextType.Guild],
    options: [
      textOption('prompt', 'The prompt to imagine', {
        required: true,
        max_length: PROMPT_LENGTH_MAX,
      }),
      ...FILES.map(({ name, description }) => pictureOption(name, description)),
    ],
  },
  run: async (interaction, context) => {
    const prompt = String(interaction.options.get('prompt') ?? '');
    const files = promptFiles(interaction);
    await replyToRequest(context, interaction, `/imagine ${prompt}`, (request) =>
      context.application.requestImagine({ ...request, prompt, files }),
    );
  },
} satisfies Command;

const promptFiles = ({ files }: CommandInteraction): readonly PromptFile[] =>
  FILES.flatMap(({ name, which }) => {
    const file = files.get(name);
    return file === undefined
      ? []
      : [{ kind: 'file', url: file.url, bytes: file.bytes, which } as const];
  });
