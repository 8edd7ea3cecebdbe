/** Lists that show how many entries are omitted. */
import type { Translator } from '#i18n/translator.ts';
import { DESCRIPTION_CHARACTERS_MAX } from './embed.ts';

/**
 * One entry per line, as many as fit into an embed, with the number of the others; `tail` says what to do next and is
 * always shown.
 */
export function listedLines(
  { say }: Translator,
  entries: readonly string[],
  { tail, between = '\n' }: { readonly tail?: string | undefined; readonly between?: string } = {},
): string {
  const textOf = (shown: number): string =>
    [
      ...entries.slice(0, shown),
      ...(shown === entries.length
        ? []
        : [say('info.more', { count: entries.length - shown, all: 'yes' })]),
      ...(tail === undefined ? [] : [tail]),
    ].join(between);
  let shown = entries.length;
  while (shown > 0 && textOf(shown).length > DESCRIPTION_CHARACTERS_MAX) shown -= 1;
  return textOf(shown);
}

/** `a, b, c and 7 more`: at most that many names; if these are all, `word` precedes the last one. */
export function listedNames(
  { say, list }: Translator,
  names: readonly string[],
  most: number,
  word: 'and' | 'or' | 'comma' = 'comma',
): string {
  if (names.length <= most) return list(names, word);
  const more = say('info.more', { count: names.length - most, all: 'yes' });
  return `${list(names.slice(0, most), 'comma')} ${more}`;
}
