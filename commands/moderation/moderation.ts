import {
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { refusedUnlessManager } from '#discord/commands/command-access.ts';
import { subcommand } from '#discord/commands/command-options.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import { SPOILER_OPTIONS, spoilersAnswer } from './spoilers.ts';
import { WORD_OPTIONS, wordsAnswer } from './words.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'moderation',
    description: 'Show and set what this server keeps out.',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: [
      subcommand(
        'spoilers',
        'Shows and sets where pictures are hidden until they are clicked.',
        SPOILER_OPTIONS,
      ),
      subcommand(
        'words',
        'Shows and changes the words that no prompt here may hold.',
        WORD_OPTIONS,
      ),
    ],
  },
  run: async (interaction, context) => {
    const { guildId } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const answer =
      interaction.subcommand === 'spoilers'
        ? spoilersAnswer(context, interaction, guildId)
        : wordsAnswer(context.application, interaction, guildId);
    await replyWhenReady(context, interaction, answer, () => 'stealth');
  },
} satisfies Command;
