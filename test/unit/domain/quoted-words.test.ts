import { expect, it } from 'vitest';
import { withoutQuotedWords } from '#domain/prompt/quoted-words.ts';

const PROMPT = 'a red fox beside the old mill, at dusk --ar 3:2';

it.each([
  ['Bad prompt: "a red fox beside the old mill, at dusk"', 'Bad prompt: "[prompt]"'],
  ['rejected A RED  FOX, see rules', 'rejected [prompt], see rules'],
  ['the old mill', '[prompt]'],
  ['old mill', 'old mill'],
  ['no fox beside any mill', 'no fox beside any mill'],
  [
    'banned word in "fox beside the" and "mill, at dusk"',
    'banned word in "[prompt]" and "[prompt]"',
  ],
  ['400 Bad Request', '400 Bad Request'],
])('cuts %j down to %j', (text, clean) => {
  expect(withoutQuotedWords(text, PROMPT)).toBe(clean);
});

it('counts characters where words have no blanks between them', () => {
  expect(withoutQuotedWords('不允许: 海边的灯塔。', '雾中海边的灯塔')).toBe('不允许: [prompt]。');
});

it('hides a long text that is all prompt as one', () => {
  const long = Array.from({ length: 5_000 }, (_, index) => `word${index % 50}`).join(' ');
  expect(withoutQuotedWords(long, long)).toBe('[prompt]');
});
