/** Texts of refusals by moderation. */
import type { Rejection } from '#domain/rejection.ts';
import type { Translator } from '#i18n/translator.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, type Notice } from './embed.ts';
import { operatorsText } from './operators-text.ts';
import { reasonText } from './reason-text.ts';

type Of<Kind extends Rejection['kind']> = Extract<Rejection, { readonly kind: Kind }>;

const { error, warning } = COLORS;

/** One text per refusal. */
export const MODERATION_TEXTS = {
  'server-blocked': (translator: Translator, { reason }: Of<'server-blocked'>): Notice => ({
    title: translator.say('rejection.server-blocked.title'),
    description: translator.say('rejection.server-blocked', {
      reason: reasonText(translator, reason, 300),
    }),
    color: error,
  }),
  'member-blocked': (translator: Translator, { operatorIds }: Of<'member-blocked'>): Notice => ({
    title: translator.say('rejection.server-blocked.title'),
    description: translator.say('rejection.member-blocked', {
      operators: operatorsText(translator, operatorIds),
    }),
    color: error,
  }),
  'age-restricted': ({ say }: Translator): Notice => ({
    title: say('rejection.restricted'),
    description: say('rejection.age-restricted'),
    color: warning,
  }),
  'banned-word': ({ say }: Translator, { word, scope }: Of<'banned-word'>): Notice => ({
    title: say('rejection.banned-prompt'),
    description: say('rejection.banned-word', { word: displayPrompt(word), scope }),
    color: error,
  }),
  'prompt-flagged': ({ say, list }: Translator, { categories }: Of<'prompt-flagged'>): Notice => ({
    title: say('rejection.banned-prompt'),
    description: [
      say('rejection.prompt-flagged'),
      ...(categories.length === 0
        ? []
        : [
            say('rejection.prompt-flagged.why', {
              categories: list(categories.map((name) => displayPrompt(name))),
            }),
          ]),
    ].join('\n'),
    color: error,
  }),
  'moderation-unreachable': ({ say }: Translator): Notice => ({
    title: say('rejection.could-not-start'),
    description: say('rejection.moderation-unreachable'),
    color: warning,
  }),
};
