/** Notices to operators about their decision on a server, by command or button. */
import type { Translator } from '#i18n/translator.ts';
import { COLORS, type Notice } from './embed.ts';
import { reasonText } from './reason-text.ts';

/** Twice the input limit: markdown in it is escaped. */
const REASON_CHARACTERS_MAX = 400;

/** The server was approved; `server` is its label. */
export const approvedNotice = ({ say }: Translator, server: string): Notice => ({
  title: say('operator.approved.title'),
  description: say('operator.approved', { server }),
  color: COLORS.success,
});

/** The server was blocked. */
export const blockedNotice = (translator: Translator, server: string, reason: string): Notice => ({
  title: translator.say('operator.blocked.title'),
  description: translator.say('operator.blocked', {
    server,
    reason: reasonText(translator, reason, REASON_CHARACTERS_MAX),
  }),
  color: COLORS.success,
});
