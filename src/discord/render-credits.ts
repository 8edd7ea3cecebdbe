/** `/credits`: the server's account and its latest bookings, for everyone in the server. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { CreditsInfo } from '#application/application.ts';
import type { Entry, EntryKind } from '#domain/credits.ts';
import { amountText, creditsText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';
import { timeText } from './time-text.ts';

const ENTRIES_LISTED_MAX = 10;
const REASON_CHARACTERS_MAX = 80;
const AMOUNT_COLUMN = 8;

/** What each booking did, as the column before its reason shows it. */
const AMOUNTS = {
  grant: (entry) => signed(entry.availableDelta),
  expire: (entry) => signed(entry.availableDelta),
  reserve: (entry) => signed(entry.availableDelta),
  settle: (entry) => (entry.availableDelta === 0 ? 'paid' : signed(entry.availableDelta)),
  refund: (entry) => signed(entry.availableDelta),
} as const satisfies Record<EntryKind, (entry: Entry) => string>;

export function creditsEmbed(info: CreditsInfo): APIEmbed {
  const { account } = info;
  const entries = info.entries.slice(0, ENTRIES_LISTED_MAX).map(entryLine);
  return embed({
    title: 'Credits of this server',
    description: [
      `**Available**: ${creditsText(account.available)}`,
      `**Reserved**: ${creditsText(account.reserved)} for jobs in hand`,
      `**Spent**: ${creditsText(account.spent)} so far`,
      `**Monthly**: ${creditsText(info.monthlyCredits)}, renewed ${timeText(info.renewsAtMs, 'R')}`,
      ...(entries.length === 0 ? [] : ['', '**Latest bookings**', ...entries]),
    ].join('\n'),
    color: COLORS.plain,
  });
}

function entryLine(entry: Entry): string {
  const amount = AMOUNTS[entry.kind](entry).padStart(AMOUNT_COLUMN);
  const reason = displayPrompt(entry.reason, REASON_CHARACTERS_MAX);
  return `\`${amount}\` ${reason === '' ? entry.kind : reason} ${timeText(entry.atMs, 'R')}`;
}

function signed(delta: number): string {
  return delta > 0 ? `+${amountText(delta)}` : amountText(delta).replace('-', '−');
}
