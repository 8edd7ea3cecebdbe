import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessManager } from '#discord/commands/command-access.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import type { GuildId } from '#domain/ids.ts';
import { usageCsv, usageMessage } from './screen.ts';
import { usageWords } from './words.ts';

const DAYS_DEFAULT = 30;

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'usage',
    description: 'Show who used the credits of this server, and for what.',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: [
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'days',
        description: 'Number of days including today (default 30)',
        min_value: 1,
        max_value: 92,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'theme',
        description: 'Background of the chart (default dark)',
        choices: [
          { name: 'dark', value: 'dark' },
          { name: 'light', value: 'light' },
        ],
      },
    ],
  },
  run: async (interaction, context) => {
    const { guildId } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const answer = usageAnswer(context, interaction, guildId);
    await replyWhenReady(context, interaction, answer, () => 'stealth');
  },
} satisfies Command;

async function usageAnswer(
  { application: { credits }, log }: InteractionContext,
  { options, translator, attachmentBytesMax }: CommandInteraction,
  guildId: GuildId,
): Promise<Reply> {
  const report = await credits.usage(guildId, Number(options.get('days') ?? DAYS_DEFAULT));
  const theme = options.get('theme') === 'light' ? 'light' : 'dark';
  const drawing = credits.chart(report, theme, usageWords(translator, report));
  const [chart, rows] = await Promise.all([drawing, credits.usageRows(guildId, report.range)]);
  if (chart.kind === 'failed') log.warn({ detail: chart.detail }, 'chart not drawn');
  const { attachment: table, cutAt } = usageCsv(rows, attachmentBytesMax);
  return {
    kind: 'message',
    visibility: 'stealth',
    message: usageMessage(translator, report, chart.kind === 'drawn', cutAt),
    files: chart.kind === 'drawn' ? [chart.picture, table] : [table],
  };
}
