import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/settings-contexts.ts';
import { switchVisibility } from '#discord/commands/switch-setting.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'public',
    description: 'Switch to public mode',
    contexts: SETTINGS_CONTEXTS,
  },
  run: (interaction, context) => switchVisibility(context, interaction, 'public'),
} satisfies Command;
