/** `/vendors`: the state of each service, for operators. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { Translator } from '#i18n/translator.ts';

const DETAIL_CHARACTERS_MAX = 120;

/** One paragraph for each vendor, in the operator's order. */
export function vendorsEmbed(translator: Translator, reports: readonly VendorReport[]): APIEmbed {
  const isTroubled = reports.some(({ breaker, closedBy }) => breaker !== 'closed' || closedBy);
  return embed({
    title: translator.say('vendors.title'),
    description: reports.map((report) => paragraph(translator, report)).join('\n\n'),
    color: isTroubled ? COLORS.warning : COLORS.plain,
  });
}

/** The reply to everyone else. */
export function operatorsOnlyEmbed({ say }: Translator): APIEmbed {
  return embed({
    title: say('vendors.operators-only.title'),
    description: say('vendors.operators-only'),
    color: COLORS.error,
  });
}

function paragraph(translator: Translator, report: VendorReport): string {
  const { say, list } = translator;
  const { label, busy, concurrency, balance, usualMs, price } = report;
  const facts = [
    say('vendors.jobs', { busy, concurrency }),
    usualMs === null
      ? say('vendors.no-durations')
      : say('vendors.duration', { duration: seconds(translator, usualMs) }),
    ...(price === null ? [] : [say('vendors.price', { price: money(translator, price) })]),
    balance === null
      ? say('vendors.balance-unknown')
      : say('vendors.balance', { balance: money(translator, balance) }),
  ];
  return `**${label}**: ${stateText(translator, report)}\n${list(facts, 'comma')}`;
}

function stateText(
  { say }: Translator,
  { breaker, closedBy, closedUntilMs }: VendorReport,
): string {
  if (closedBy !== null && closedUntilMs !== null) {
    const until = timeText(closedUntilMs, 'R');
    // The failure's kind as in the log and metrics, and the vendor's own detail.
    const reason = `${closedBy.kind}: ${displayPrompt(closedBy.detail, DETAIL_CHARACTERS_MAX)}`;
    if (breaker === 'probing') return say('vendors.probing', { reason });
    return breaker === 'open'
      ? say('vendors.open', { until, reason })
      : say('vendors.resting', { until, reason });
  }
  return breaker === 'closed' ? say('vendors.works') : say('vendors.tried-next');
}

function seconds({ amount }: Translator, ms: number): string {
  const digits = ms < 10_000 ? 1 : 0;
  return `${amount(ms / 1000, { minimumFractionDigits: digits, maximumFractionDigits: digits })} s`;
}

const money = (
  { amount: write }: Translator,
  { amount, unit }: { readonly amount: number; readonly unit: string },
): string => `${write(amount, { maximumFractionDigits: 3 })} ${unit}`;
