import type { Translator } from '#i18n/translator.ts';
import { COLORS, type Notice } from './embed.ts';

/** What is gone because of how long it is kept, or because somebody had it erased. */
export function noLongerKept(key: 'rejection.files-removed' | 'rejection.words-removed') {
  return ({ say }: Translator): Notice => ({
    title: say('rejection.no-longer-kept'),
    description: say(key),
    color: COLORS.warning,
  });
}
