import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command } from '#discord/command.ts';
import { refusedUnlessManager } from '#discord/command-access.ts';
import { usageCsv, usageMessage } from '#discord/render-usage.ts';
import { usageWords } from '#discord/usage-words.ts';
import { withinMs } from '#discord/within-ms.ts';

const DAYS_DEFAULT = 30;
/** Leaves a second and a half of Discord's three for the answer itself. */
const DRAWN_WITHIN_MS = 1_200;

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
    const { guildId, options, texts } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const { answers, application, clock, log } = context;
    const { credits } = application;
    const report = await credits.usage(guildId, Number(options.get('days') ?? DAYS_DEFAULT));
    const theme = options.get('theme') === 'light' ? 'light' : 'dark';
    const drawing = credits.chart(report, theme, usageWords(texts, report));
    const table = usageCsv(await credits.usageRows(guildId, report.range));
    const soon = await withinMs(clock, drawing, DRAWN_WITHIN_MS);
    if (soon === null) await answers.deferAlone(interaction);
    const chart = soon ?? (await drawing);
    if (chart.kind === 'failed') log.warn({ detail: chart.detail }, 'a chart could not be drawn');
    const message = usageMessage(texts, report, chart.kind === 'drawn');
    const files = chart.kind === 'drawn' ? [chart.picture, table] : [table];
    if (soon === null) await answers.complete(interaction, message, files);
    else await answers.tellMessage(interaction, message, files);
  },
} satisfies Command;
