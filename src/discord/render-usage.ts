/** `/usage`: the figures, their picture, and the table behind them. */
import { csvCell } from '#application/charge-text.ts';
import type { UsageReport, UsageRow } from '#domain/usage.ts';
import type { Attachment } from '#ports/messenger.ts';
import { MENTIONING_NOBODY } from './allowed-mentions.ts';
import { amountText, creditsText } from './credits-text.ts';
import { COLORS, embed } from './embed.ts';
import { actionText } from './entry-text.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

const ACTIONS_LISTED_MAX = 5;
const MEMBERS_LISTED_MAX = 5;
const PICTURE = 'usage.png';

/** The message; its files are the picture, where there is one, and the table, in this order. */
export function usageMessage(report: UsageReport, hasPicture: boolean): OutgoingMessage {
  const { range, credits, jobs } = report;
  const shown = embed({
    title: `Use of the last ${report.days.length} days`,
    description:
      credits === 0
        ? `Nothing was used from ${range.fromDay} to ${range.toDay}.`
        : [
            `${creditsText(credits)} in ${amountText(jobs)} ${jobs === 1 ? 'job' : 'jobs'}, those in hand included.`,
            `**Most for**: ${mostFor(report)}`,
            `**Most by**: ${mostBy(report)}`,
          ].join('\n'),
    color: COLORS.plain,
  });
  const picture = { filename: PICTURE, description: describe(report) };
  const files = [
    ...(hasPicture ? [picture] : []),
    { filename: `usage-${range.fromDay}-${range.toDay}.csv` },
  ];
  return {
    embeds: [hasPicture ? { ...shown, image: { url: `attachment://${PICTURE}` } } : shown],
    attachments: files.map((file, id) => ({ id, ...file })),
    allowed_mentions: MENTIONING_NOBODY,
  };
}

/** A line for each day, member, channel and action. */
export function usageCsv(rows: readonly UsageRow[]): Attachment {
  const lines = rows.map(({ day, userId, userName, channelId, action, jobs, credits }) =>
    [day, userId, userName, channelId, action, jobs, credits].map(csvCell).join(','),
  );
  const text = ['day,member,member_name,channel,action,jobs,credits', ...lines, ''].join('\n');
  return { bytes: Buffer.from(text), mediaType: 'text/csv' };
}

function mostFor({ byDay }: UsageReport): string {
  const sums = new Map<string, number>();
  for (const { action, credits } of byDay) sums.set(action, (sums.get(action) ?? 0) + credits);
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, ACTIONS_LISTED_MAX)
    .map(([action, credits]) => `${actionText(action)} ${amountText(credits)}`)
    .join(', ');
}

function mostBy({ byMember }: UsageReport): string {
  return byMember
    .slice(0, MEMBERS_LISTED_MAX)
    .map(({ userId, credits }) => `<@${userId}> ${amountText(credits)}`)
    .join(', ');
}

/** For those who hear the picture instead of seeing it. */
function describe({ range, credits, byMember }: UsageReport): string {
  const [first] = byMember;
  const most =
    first === undefined ? '' : `; most by ${first.userName}, ${amountText(first.credits)}`;
  return `Daily use from ${range.fromDay} to ${range.toDay}: ${creditsText(credits)}${most}`;
}
