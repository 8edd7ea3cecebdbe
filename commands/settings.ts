import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/command-options.ts';
import { settingsMessage } from '#discord/screens/render-settings.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'settings',
    description: 'View and adjust your personal settings.',
    contexts: SETTINGS_CONTEXTS,
  },
  run: async (interaction, { answers, application: { members } }) => {
    const settings = await members.settings(interaction.user.id);
    await answers.replyEphemeralMessage(
      interaction,
      settingsMessage(interaction.translator, settings, members.choices()),
    );
  },
} satisfies Command;
