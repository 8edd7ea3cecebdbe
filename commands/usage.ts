import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { refusedUnlessManager } from '#discord/command-access.ts';
import { usageCsv, usageMessage } from '#discord/render-usage.ts';

const DAYS_DEFAULT = 30;

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'usage',
    description: 'Shows who used the credits of this server for what.',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: [
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'days',
        description: 'How many days, today included; 30 if left out',
        min_value: 1,
        max_value: 92,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'theme',
        description: 'What the picture is to stand on; dark if left out',
        choices: [
          { name: 'dark', value: 'dark' },
          { name: 'light', value: 'light' },
        ],
      },
    ],
  },
  run: async (interaction, context) => {
    const { guildId, options } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const { credits } = context.application;
    const report = await credits.usage(guildId, Number(options.get('days') ?? DAYS_DEFAULT));
    const [picture, rows] = await Promise.all([
      credits.chart(report, options.get('theme') === 'light' ? 'light' : 'dark'),
      credits.usageRows(guildId, report.range),
    ]);
    await context.answers.tellMessage(interaction, usageMessage(report), [picture, usageCsv(rows)]);
  },
} satisfies Command;
