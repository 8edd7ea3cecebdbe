/** How: lists and texts as people write them, in scripts with and without spaces between words. */
import { expect, it } from 'vitest';
import { changedWords, readWords, WORDS_MAX, wordFinder } from '#domain/banned-words.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { wordsOf } from '#domain/prompt/words-of.ts';

it.each([
  ['a nude at dawn', 'nude', 'nude'],
  ['Another case', 'A NUDE at dawn', 'nude'],
  ['punctuation around it', '(nude), at dawn', 'nude'],
  ['full-width letters', 'a ｎｕｄｅ at dawn', 'nude'],
  ['mathematical letters', 'a 𝐧𝐮𝐝𝐞 at dawn', 'nude'],
  ['a zero-width space inside', 'a nu\u200bde at dawn', 'nude'],
  ['a soft hyphen inside', 'a nu\u00adde at dawn', 'nude'],
  ['the word inside another', 'denuded rock', null],
  ['another form of the word', 'nudes', null],
  ['a phrase, however it is spaced', 'a dead   \n body', 'dead body'],
  ['a phrase with hyphens', 'a dead-body', 'dead body'],
  ['the beginning of a phrase alone', 'a dead tree', null],
  ['a phrase that begins twice', 'a dead dead body', 'dead body'],
  ['eszett and capitals', 'EINE STRASSE', 'straße'],
  ['the other sigma', 'ΛΟΓΟΣ', 'λόγος'.normalize('NFD').replace(/\u0301/, '')],
  ['an accent in two characters', 'sa\u0301bado', 'sábado'],
  ['the same letters without the accent', 'sabado', null],
  ['Chinese inside a sentence', '一张裸体的画', '裸体'],
  ['Japanese inside a sentence', '森の裸婦を描く', '裸婦'],
  ['Korean with its ending', '누드를 그려 줘', '누드'],
  ['Cyrillic with a capital', 'Кровь на снегу', 'кровь'],
  ['nothing at all', '', null],
] as const)('%s', (_what, text, found) => {
  const find = wordFinder([
    ...['nude', 'dead body', 'straße', 'λογος', 'sábado', '裸体', '裸婦', '누드', 'кровь'],
  ]);
  expect(find(text)).toBe(found);
});

it('says nothing of any text where the list is empty, or holds no letter', () => {
  expect(wordFinder([])('anything')).toBeNull();
  expect(wordFinder(['...', ' '])('... anything')).toBeNull();
});

it('takes a time that grows with the text, whatever the list holds', () => {
  const list = Array.from({ length: WORDS_MAX }, (_, n) => `${'a '.repeat(n % 24)}b`);
  const find = wordFinder(list);
  const measure = (count: number): number => {
    const text = 'a '.repeat(count);
    const startMs = performance.now();
    expect(find(text)).toBeNull();
    return performance.now() - startMs;
  };
  measure(10_000);
  // Ten times the text, with room for a busy machine; a quadratic one would take a hundred times as long.
  expect(measure(100_000)).toBeLessThan(40 * Math.max(1, measure(10_000)));
});

it('reads lists with the commas of several languages, and says which words no list can hold', () => {
  expect(readWords(' nude,  dead   body ,, 裸体、血； gore\n')).toEqual({
    words: ['nude', 'dead body', '裸体', '血', 'gore'],
    unusable: [],
  });
  const long = 'x'.repeat(51);
  expect(readWords(`nude, !!!, ${long}`)).toEqual({ words: ['nude'], unusable: ['!!!', long] });
});

it('adds no second spelling of a word, and removes by any spelling', () => {
  const list = changedWords(['Nude'], { add: ['NUDE', 'gore', 'ＧＯＲＥ'], remove: [] });
  expect(list).toEqual(['Nude', 'gore']);
  expect(changedWords(list, { add: [], remove: ['nude', 'unknown'] })).toEqual(['gore']);
});

it('reads of a prompt its text and what it does not want, and no links', () => {
  const prompt = 'https://nude.example/a.png a boat::2 in fog --no gore, nude --ar 3:2 --seed 7';
  const words = wordsOf(parsePrompt(prompt));
  expect(wordFinder(['gore'])(words)).toBe('gore');
  expect(wordFinder(['boat'])(words)).toBe('boat');
  expect(wordFinder(['example', '7', 'seed'])(words)).toBeNull();
});
