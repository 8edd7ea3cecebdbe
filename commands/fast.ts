import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/settings-contexts.ts';
import { switchSpeed } from '#discord/switch-setting.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'fast',
    description: 'Switch to fast mode',
    contexts: SETTINGS_CONTEXTS,
  },
  run: (interaction, context) => switchSpeed(context, interaction, 'fast'),
} satisfies Command;
