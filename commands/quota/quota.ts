import {
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { refusedUnlessManager } from '#discord/commands/command-access.ts';
import { quotaChange } from './change.ts';
import { QUOTA_SUBCOMMANDS } from './options.ts';
import { limitsChangedEmbed, quotaEmbed, quotaProblemEmbed } from './screen.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'quota',
    description: 'Show and set the limits of this server.',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: QUOTA_SUBCOMMANDS,
  },
  run: async (interaction, context) => {
    const { guildId, user, id, translator } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const { answers, application } = context;
    const wish = quotaChange(interaction.subcommand, interaction.options);
    if (wish === null) {
      await answers.replyEphemeral(
        interaction,
        quotaEmbed(translator, await application.credits.quota(guildId)),
      );
      return;
    }
    if (wish.kind !== 'changes') {
      await answers.replyEphemeral(interaction, quotaProblemEmbed(translator, wish));
      return;
    }
    for (const [place, change] of wish.changes.entries()) {
      const by = { userId: user.id, interactionId: `${id}:${place}` };
      await application.credits.change(guildId, change, by);
    }
    const info = await application.credits.quota(guildId);
    await answers.replyEphemeral(interaction, limitsChangedEmbed(translator, info, wish.what));
  },
} satisfies Command;
