import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { pictureOption } from '#discord/commands/command-options.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';

const DIMENSIONS = [
  { name: 'Portrait', value: '--ar 2:3' },
  { name: 'Square', value: '--ar 1:1' },
  { name: 'Landscape', value: '--ar 3:2' },
] as const;

const image = (number: number, ordinal: string) => ({
  ...pictureOption(
    `image${number}`,
    `${ordinal} image to add to the blend${number > 2 ? ' (optional)' : ''}`,
  ),
  required: number <= 2,
});

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'blend',
    description: 'Blend images together seamlessly!',
    contexts: [InteractionContextType.Guild],
    options: [
      image(1, 'First'),
      image(2, 'Second'),
      {
        type: ApplicationCommandOptionType.String,
        name: 'dimensions',
        description: 'The dimensions of the image. If not specified, the image will be square.',
        choices: [...DIMENSIONS],
      },
      image(3, 'Third'),
      image(4, 'Fourth'),
      image(5, 'Fifth'),
    ],
  },
  needs: 'blend',
  run: async (interaction, context) => {
    const files = [1, 2, 3, 4, 5].flatMap((number) => {
      const file = interaction.files.get(`image${number}`);
      return file === undefined
        ? []
        : [{ kind: 'file', url: file.url, bytes: file.bytes } as const];
    });
    // Discord enforces the choices, but the value becomes a prompt parameter, so it is validated again.
    const chosen = interaction.options.get('dimensions');
    const dimensions = DIMENSIONS.find(({ value }) => value === chosen);
    await replyToRequest(context, interaction, '/blend', (request) =>
      context.application.requestFromImages({
        ...request,
        action: 'blend',
        files,
        parameters: dimensions?.value ?? '--ar 1:1',
      }),
    );
  },
} satisfies Command;
