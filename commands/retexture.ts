import type { Command } from '#discord/commands/command.ts';
import { editCommand } from '#discord/commands/edit-command.ts';

export default editCommand('retexture', {
  description: 'Keep the shapes of an image and repaint its surfaces.',
  prompt: 'What everything should be made of, or look like',
  image: 'The image whose shapes stay',
}) satisfies Command;
