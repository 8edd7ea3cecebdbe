import { ACTIONS, type ActionName } from '#domain/action.ts';
import type { Entry } from '#domain/credits.ts';
import { amountText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { timeText } from './time-text.ts';

const REASON_CHARACTERS_MAX = 80;
const AMOUNT_COLUMN = 8;

/** A line of the ledger in plain words: what it did to the credits that can be spent, and why. */
export function entryLine(entry: Entry): string {
  const amount = amountOf(entry).padStart(AMOUNT_COLUMN);
  const by = entry.author === null || !/^\d+$/.test(entry.author) ? '' : ` by <@${entry.author}>`;
  return `\`${amount}\` ${wordsOf(entry)}${by} ${timeText(entry.atMs, 'R')}`;
}

function wordsOf(entry: Entry): string {
  const reason = displayPrompt(entry.reason, REASON_CHARACTERS_MAX);
  const job = entry.jobId === null ? '' : ` \`${entry.jobId}\``;
  switch (entry.kind) {
    case 'grant':
      return reason;
    case 'expire':
      return `expired: ${reason}`;
    case 'adjust':
      return `corrected: ${reason}`;
    case 'reserve':
      return `held for ${actionText(entry.reason)}${job}`;
    case 'settle':
      return entry.availableDelta === 0
        ? `paid ${amountText(entry.spentDelta)} for ${actionText(entry.reason)}${job}`
        : `paid ${amountText(entry.spentDelta)} of ${amountText(-entry.reservedDelta)} for a part of ${actionText(entry.reason)}${job}`;
    case 'refund':
      return `back from ${actionText(entry.reason)}${job}, which made nothing`;
    default:
      return entry.kind satisfies never;
  }
}

/** The name that people know an action by. */
export function actionText(name: string): string {
  return isAction(name) ? (ACTION_TEXTS[name] ?? name.replaceAll('-', ' ')) : name;
}

const isAction = (name: string): name is ActionName => name in ACTIONS;

const ACTION_TEXTS: { readonly [name in ActionName]?: string } = {
  imagine: '/imagine',
  blend: '/blend',
  describe: '/describe',
  shorten: '/shorten',
  upscale: 'U1-U4',
  vary: 'variations',
  reroll: 'a reroll',
};

function amountOf({ kind, availableDelta }: Entry): string {
  if (kind === 'settle' && availableDelta === 0) return 'paid';
  return availableDelta > 0
    ? `+${amountText(availableDelta)}`
    : amountText(availableDelta).replace('-', '−');
}
