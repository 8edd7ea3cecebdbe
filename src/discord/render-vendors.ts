/** `/vendors`: how each service stands, for those who run the bot. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorReport } from '#application/vendor-reports.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { timeText } from './time-text.ts';

const DETAIL_CHARACTERS_MAX = 120;

/** One paragraph for each vendor, in the operator's order. */
export function vendorsEmbed(reports: readonly VendorReport[]): APIEmbed {
  const isTroubled = reports.some(({ breaker, closedBy }) => breaker !== 'closed' || closedBy);
  return embed({
    title: 'Vendors',
    description: reports.map(paragraph).join('\n\n'),
    color: isTroubled ? COLORS.warning : COLORS.plain,
  });
}

/** What everybody else reads. */
export function operatorsOnlyEmbed(): APIEmbed {
  return embed({
    title: 'Operators only',
    description:
      'Only those who run this bot can see that. If you are one of them, put your Discord user id into `OPERATOR_IDS` and restart the bot.',
    color: COLORS.error,
  });
}

function paragraph(report: VendorReport): string {
  const { label, busy, concurrency, balance, usualMs, price } = report;
  const facts = [
    `${busy} of ${concurrency} jobs in hand`,
    usualMs === null ? 'no durations yet' : `a grid usually takes ${seconds(usualMs)}`,
    ...(price === null ? [] : [`costs ${money(price)}`]),
    balance === null ? 'balance unknown' : `balance ${money(balance)}`,
  ];
  return `**${label}**: ${stateText(report)}\n${facts.join(', ')}`;
}

function stateText({ breaker, closedBy, closedUntilMs }: VendorReport): string {
  if (closedBy !== null && closedUntilMs !== null) {
    const until = timeText(closedUntilMs, 'R');
    const reason = `${closedBy.kind}: ${displayPrompt(closedBy.detail, DETAIL_CHARACTERS_MAX)}`;
    if (breaker === 'probing') return `one job is trying it out (${reason})`;
    return `${breaker === 'open' ? 'breaker open, tried again' : 'resting until'} ${until} (${reason})`;
  }
  return breaker === 'closed' ? 'works' : 'the next job tries it out';
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

const money = ({ amount, unit }: { readonly amount: number; readonly unit: string }): string =>
  `${amount.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${unit}`;
