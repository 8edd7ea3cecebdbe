import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/settings-contexts.ts';
import { switchSpeed } from '#discord/commands/switch-setting.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'turbo',
    description: 'Switch to turbo mode',
    contexts: SETTINGS_CONTEXTS,
  },
  run: (interaction, context) => switchSpeed(context, interaction, 'turbo'),
} satisfies Command;
