import type { Translator } from '#i18n/translator.ts';

/** More than this are not named. */
const LISTED_MAX = 15;

/** Who can decide, by name where the configuration names them. */
export const operatorsText = ({ say, list }: Translator, operatorIds: readonly string[]): string =>
  operatorIds.length === 0
    ? say('operators.unnamed')
    : list(
        operatorIds.slice(0, LISTED_MAX).map((id) => `<@${id}>`),
        'or',
      );
