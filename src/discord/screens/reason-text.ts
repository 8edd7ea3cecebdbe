import type { Translator } from '#i18n/translator.ts';
import { displayPrompt } from './display-prompt.ts';

/** The stored reason of a booking without one. */
export const NO_REASON = 'no reason given';

const MONTH = /^(quota of|carried over into) (\S+)$/;

/**
 * The reason of a booking. The ledger stores it as text: the bot's own reasons are recognised and translated, a
 * person's is quoted.
 */
export function reasonText({ say }: Translator, reason: string, charactersMax: number): string {
  const [, words, period = ''] = MONTH.exec(reason) ?? [];
  if (words === 'quota of') return say('reason.quota', { period });
  if (words === 'carried over into') return say('reason.carried', { period });
  switch (reason) {
    case 'bought on Discord':
      return say('reason.bought');
    case 'subscription on Discord':
      return say('reason.subscription');
    case 'paid back by Discord':
      return say('reason.paid-back');
    case NO_REASON:
      return say('reason.none');
    default:
      return displayPrompt(reason, charactersMax);
  }
}
