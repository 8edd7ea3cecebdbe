import type { HistoryLine } from '#application/accounts/credit-service.ts';
import { actionText } from '#discord/screens/action-text.ts';
import { reasonText } from '#discord/screens/reason-text.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { Entry } from '#domain/credits.ts';
import type { Translator } from '#i18n/translator.ts';

const REASON_CHARACTERS_MAX = 80;
const AMOUNT_COLUMN = 8;

/** A line of the history as text: its effect on the available credits, and the reason. */
export function historyLineText(translator: Translator, line: HistoryLine): string {
  switch (line.kind) {
    case 'booking':
      return lineText(translator, line.entry.availableDelta, bookingText(translator, line.entry));
    case 'job': {
      const { entry, paidCredits, returnedCredits } = line;
      const action = `${actionText(translator, entry.reason)} \`${entry.jobId}\``;
      const words = translator.say('entry.job', { action, paidCredits, returnedCredits });
      return lineText(translator, -paidCredits, `${words} ${timeText(entry.atMs, 'R')}`);
    }
    case 'stealth': {
      const words = `${translator.say('entry.stealth')} ${timeText(line.dayMs, 'D')}`;
      return lineText(translator, line.availableDelta, words);
    }
    default:
      return line satisfies never;
  }
}

const lineText = (translator: Translator, delta: number, words: string): string =>
  `\`${amountOf(translator, delta).padStart(AMOUNT_COLUMN)}\` ${words}`;

function bookingText(translator: Translator, entry: Entry): string {
  const words = wordsOf(translator, entry);
  const { author } = entry;
  const isPerson = author !== null && /^\d+$/.test(author);
  const line = isPerson ? translator.say('entry.by', { words, who: `<@${author}>` }) : words;
  return `${line} ${timeText(entry.atMs, 'R')}`;
}

function wordsOf(translator: Translator, entry: Entry): string {
  const { say } = translator;
  const job = entry.jobId === null ? '' : ` \`${entry.jobId}\``;
  const reason = () => reasonText(translator, entry.reason, REASON_CHARACTERS_MAX);
  const action = () => `${actionText(translator, entry.reason)}${job}`;
  switch (entry.kind) {
    case 'grant':
      return reason();
    case 'expire':
      return say('entry.expired', { reason: reason() });
    case 'adjust':
      return say('entry.corrected', { reason: reason() });
    case 'reserve':
      return say('entry.held', { action: action() });
    case 'settle':
      return entry.availableDelta === 0
        ? say('entry.paid', { credits: entry.spentDelta, action: action() })
        : say('entry.paid-in-part', {
            credits: entry.spentDelta,
            reservedCredits: -entry.reservedDelta,
            action: action(),
          });
    case 'refund':
      return say('entry.back', { action: action() });
    default:
      return entry.kind satisfies never;
  }
}

/** A settled charge was deducted from the available credits when it was reserved. */
function amountOf({ amount }: Translator, delta: number): string {
  if (delta === 0) return '±0';
  return delta > 0 ? `+${amount(delta)}` : amount(delta).replace('-', '−');
}
