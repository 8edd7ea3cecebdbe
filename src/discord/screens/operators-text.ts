import type { Translator } from '#i18n/translator.ts';
import { listedNames } from './listed.ts';

/** The most operators to name. */
const LISTED_MAX = 15;

/** The operators by mention if they are configured. */
export const operatorsText = (translator: Translator, operatorIds: readonly string[]): string =>
  operatorIds.length === 0
    ? translator.say('operators.unnamed')
    : listedNames(
        translator,
        operatorIds.map((id) => `<@${id}>`),
        LISTED_MAX,
        'or',
      );
