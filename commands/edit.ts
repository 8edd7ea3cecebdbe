import type { Command } from '#discord/commands/command.ts';
import { editCommand } from '#discord/commands/edit-command.ts';

export default editCommand('edit', {
  description: 'Change one of your own images with a prompt.',
  prompt: 'What the image should become',
  image: 'The image to change',
}) satisfies Command;
