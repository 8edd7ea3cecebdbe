/** Texts of refusals because of credits. */
import type { Rejection } from '#domain/rejection.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, type Notice } from './embed.ts';
import { timeText } from './time-text.ts';

type Of<Kind extends Rejection['kind']> = Extract<Rejection, { readonly kind: Kind }>;

/** The price in relax mode, if that would help. */
const inRelax = ({ relaxedCredits }: { readonly relaxedCredits?: number }) => ({
  relaxes: relaxedCredits === undefined ? 'no' : 'yes',
  relaxedCredits: relaxedCredits ?? 0,
});

/** One text per refusal. */
export const CREDIT_TEXTS = {
  'credits-exhausted': ({ say }: Translator, rejection: Of<'credits-exhausted'>): Notice => ({
    title: say('rejection.credits-exhausted.title'),
    description: say('rejection.credits-exhausted', {
      neededCredits: rejection.neededCredits,
      availableCredits: rejection.availableCredits,
      renewsAt: timeText(rejection.renewsAtMs, 'R'),
      ...inRelax(rejection),
    }),
    color: COLORS.error,
  }),
  'cap-reached': ({ say }: Translator, rejection: Of<'cap-reached'>): Notice => {
    const { scope, neededCredits, capCredits, renewsAtMs } = rejection;
    return {
      title: say('rejection.cap-reached.title', { scope }),
      description: say('rejection.cap-reached', {
        scope,
        neededCredits,
        usedCredits: Math.min(rejection.usedCredits, capCredits),
        capCredits,
        renewsOn: timeText(renewsAtMs, 'D'),
        renewsAt: timeText(renewsAtMs, 'R'),
        ...inRelax(rejection),
      }),
      color: COLORS.error,
    };
  },
  'vendor-ceiling': ({ say }: Translator, { renewsAtMs }: Of<'vendor-ceiling'>): Notice => ({
    title: say('rejection.could-not-start'),
    description: say('rejection.vendor-ceiling', { renewsAt: timeText(renewsAtMs, 'R') }),
    color: COLORS.error,
  }),
};
