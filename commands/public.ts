import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/settings-contexts.ts';
import { switchVisibility } from '#discord/switch-setting.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'public',
    description: 'Switch to public mode',
    contexts: SETTINGS_CONTEXTS,
  },
  run: (interaction, context) => switchVisibility(context, interaction, 'public'),
} satisfies Command;
