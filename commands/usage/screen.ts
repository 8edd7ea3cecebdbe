/** `/usage`: the figures, a chart, and the underlying table. */
import { csvCell } from '#application/accounts/charge-text.ts';
import type { TableRows } from '#application/accounts/table-rows.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { actionText } from '#discord/screens/action-text.ts';
import { type CsvTable, csvTable, cutLines } from '#discord/screens/csv-table.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import type { UsageReport, UsageRow } from '#domain/usage.ts';
import type { Translator } from '#i18n/translator.ts';

const ACTIONS_LISTED_MAX = 5;
const MEMBERS_LISTED_MAX = 5;
const PICTURE = 'usage.png';

/** The message; its files are the chart, if there is one, and the table, in this order. `cutAt`: see `CsvTable`. */
export function usageMessage(
  translator: Translator,
  report: UsageReport,
  hasPicture: boolean,
  cutAt: number | null = null,
): OutgoingMessage {
  const { say } = translator;
  const { range, credits, jobs } = report;
  const { fromDay, toDay } = range;
  const shown = embed({
    title: say('usage.title', { days: report.days.length }),
    description:
      credits === 0
        ? say('usage.nothing', { fromDay, toDay })
        : [
            say('usage.sum', { credits, jobs }),
            say('usage.most-for', { actions: mostFor(translator, report) }),
            say('usage.most-by', { members: mostBy(translator, report) }),
            ...cutLines(translator, cutAt),
          ].join('\n'),
    color: COLORS.plain,
  });
  const picture = { filename: PICTURE, description: describe(translator, report) };
  const files = [...(hasPicture ? [picture] : []), { filename: `usage-${fromDay}-${toDay}.csv` }];
  return {
    embeds: [hasPicture ? { ...shown, image: { url: `attachment://${PICTURE}` } } : shown],
    attachments: files.map((file, id) => ({ id, ...file })),
    allowed_mentions: MENTIONING_NOBODY,
  };
}

/** A line for each day, member, channel and action. */
export const usageCsv = (table: TableRows<UsageRow>, bytesMax: number): CsvTable =>
  csvTable('day,member,member_name,channel,action,jobs,credits', table, {
    lineOf: ({ day, userId, userName, channelId, action, jobs, credits }) =>
      [day, userId, userName, channelId, action, jobs, credits].map(csvCell).join(','),
    bytesMax,
  });

function mostFor(translator: Translator, { byDay }: UsageReport): string {
  const sums = new Map<string, number>();
  for (const { action, credits } of byDay) sums.set(action, (sums.get(action) ?? 0) + credits);
  const most = [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, ACTIONS_LISTED_MAX)
    .map(([action, credits]) => `${actionText(translator, action)} ${translator.amount(credits)}`);
  return translator.list(most, 'comma');
}

function mostBy({ amount, list }: Translator, { byMember }: UsageReport): string {
  const most = byMember
    .slice(0, MEMBERS_LISTED_MAX)
    .map(({ userId, credits }) => `<@${userId}> ${amount(credits)}`);
  return list(most, 'comma');
}

/** Alternative text of the chart for screen readers. */
function describe({ say }: Translator, { range, credits, byMember }: UsageReport): string {
  const [first] = byMember;
  const { fromDay, toDay } = range;
  return first === undefined
    ? say('usage.picture', { fromDay, toDay, credits })
    : say('usage.picture-most', {
        fromDay,
        toDay,
        credits,
        userName: first.userName,
        mostCredits: first.credits,
      });
}
