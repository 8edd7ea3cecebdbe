import {
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/command-options.ts';
import { helpEmbed } from '#discord/screens/render-help.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'help',
    description: 'Shows help for the bot.',
    contexts: SETTINGS_CONTEXTS,
  },
  run: async (interaction, { application, answers, commands }) => {
    const { memberPermissions, user, guildId } = interaction;
    const here = guildId === null ? InteractionContextType.BotDM : InteractionContextType.Guild;
    const isAdministrator = (memberPermissions & PermissionFlagsBits.Administrator) !== 0n;
    // Commands restricted to some members are not listed for everyone.
    const mayUse = ({ data }: Command): boolean => {
      const needed = data.default_member_permissions ?? null;
      if (needed === null) return true;
      // Commands with the permission "0" are for operators, and Discord shows them to administrators.
      if (needed === '0') return isAdministrator && application.credits.isOperator(user.id);
      return isAdministrator || (memberPermissions & BigInt(needed)) === BigInt(needed);
    };
    const typed = [...commands.values()].filter(
      (command) =>
        (command.data.type ?? ApplicationCommandType.ChatInput) ===
          ApplicationCommandType.ChatInput &&
        command.data.contexts?.includes(here) !== false &&
        mayUse(command),
    );
    const help = helpEmbed(interaction.translator, {
      vendors: application.vendors(),
      gridCredits: application.gridCredits(),
      commands: typed.map(({ data }) => data.name),
      isDirect: guildId === null,
    });
    await answers.replyEphemeral(interaction, help);
  },
} satisfies Command;
