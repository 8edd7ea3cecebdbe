import type { Translator } from '#i18n/translator.ts';
import { listedNames } from './listed.ts';

/** More than this are not named. */
const LISTED_MAX = 15;

/** Who can decide, by name where the configuration names them. */
export const operatorsText = (translator: Translator, operatorIds: readonly string[]): string =>
  operatorIds.length === 0
    ? translator.say('operators.unnamed')
    : listedNames(
        translator,
        operatorIds.map((id) => `<@${id}>`),
        LISTED_MAX,
        'or',
      );
