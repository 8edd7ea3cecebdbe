/** What operators read of a server that they have decided about, by a command or by a button. */
import type { Translator } from '#i18n/translator.ts';
import { COLORS, type Notice } from './embed.ts';
import { reasonText } from './reason-text.ts';

/** Twice what can be typed: markdown in it is escaped. */
const REASON_CHARACTERS_MAX = 400;

/** The server is served; `server` is its label. */
export const approvedNotice = ({ say }: Translator, server: string): Notice => ({
  title: say('operator.approved.title'),
  description: say('operator.approved', { server }),
  color: COLORS.success,
});

/** The server starts nothing more. */
export const blockedNotice = (translator: Translator, server: string, reason: string): Notice => ({
  title: translator.say('operator.blocked.title'),
  description: translator.say('operator.blocked', {
    server,
    reason: reasonText(translator, reason, REASON_CHARACTERS_MAX),
  }),
  color: COLORS.success,
});
