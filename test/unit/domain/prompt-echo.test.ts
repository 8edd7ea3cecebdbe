import { describe, expect, it } from 'vitest';
import { echoPrompt, echoVideoPrompt, promptToEdit } from '#domain/prompt/echo.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';

// biome-ignore format: a table, one row a line
const rows: readonly (readonly [typed: string, echo: string])[] = [
  ['a cat', 'a cat'],
  ['a  cat --v 7', 'a cat --v 7.0'],
  ['a cat --version 6', 'a cat --v 6.0'],
  ['a cat --v 6.1', 'a cat --v 6.1'],
  ['a cat --v 5.0', 'a cat --v 5.0'],
  ['a cat --v 8.2', 'a cat --v 8.2'],
  ['a cat --v 99', 'a cat --v 99'],
  ['a cat --niji 6', 'a cat --niji 6'],
  ['a cat --niji 6.0', 'a cat --niji 6'],
  ['a cat --niji', 'a cat --niji 7'],
  ['a cat --style raw --v 7', 'a cat --v 7.0 --raw'],
  ['a cat --raw --ar 3:2 --v 7', 'a cat --ar 3:2 --v 7.0 --raw'],
  ['a cat --raw --style raw', 'a cat --raw'],
  ['a cat --aspect 1920:1080', 'a cat --ar 16:9'],
  ['a cat --ar 4:2', 'a cat --ar 2:1'],
  ['a cat --ar wide', 'a cat --ar wide'],
  ['a cat --s 50 --c 5 --w 9 --q 2', 'a cat --stylize 50 --chaos 5 --weird 9 --quality 2'],
  ['a cat --q 3 --v 7', 'a cat --quality 4 --v 7.0'],
  ['a cat --fast', 'a cat'],
  ['a cat --relax --stealth --ar 2:3', 'a cat --ar 2:3'],
  ['a cat --turbo --public', 'a cat'],
  ['a cat --repeat 4 --tile', 'a cat --tile'],
  ['a cat --r 4', 'a cat'],
  ['a cat —ar 3:2', 'a cat --ar 3:2'],
  ['a cat --no dogs,  birds', 'a cat --no dogs, birds'],
  ['a cat --no dogs --tile --no birds', 'a cat --tile --no dogs, birds'],
  ['a cat --ar 3:2 --ar 1:1', 'a cat --ar 1:1'],
  ['https://a.b/c.png a cat', '<https://a.b/c.png> a cat'],
  ['<https://s.mj.run/x>::2 a cat --iw 2', '<https://s.mj.run/x>::2 a cat --iw 2'],
  ['a cat --sref https://a.b/c.png::2 777', 'a cat --sref <https://a.b/c.png>::2 777'],
  ['a cat --p abc', 'a cat --p abc'],
  ['a cat --profile', 'a cat --p'],
  ['a cat --seed 007', 'a cat --seed 007'],
  ['a cat --foo bar', 'a cat --foo bar'],
  ['a cat --tile oops', 'a cat --tile oops'],
];

describe('the echo', () => {
  it.each(rows)('of %j is %j', (typed, echo) => {
    expect(echoPrompt(parsePrompt(typed))).toBe(echo);
  });

  it('writes links in another way where asked to', () => {
    const parsed = parsePrompt('https://a.b/c.png::2 a cat --sref https://a.b/d.png');
    const write = (url: string) => `<https://s.mj.run/${url.at(-5)}>`;
    expect(echoPrompt(parsed, write)).toBe(
      '<https://s.mj.run/c>::2 a cat --sref <https://s.mj.run/d>',
    );
  });

  it.each([
    ['a cat', 'a cat --motion high --video 1 --aspect 1:1'],
    ['a cat --ar 3:2 --no dogs --v 7', 'a cat --motion high --video 1 --aspect 3:2'],
    ['a cat --raw --stylize 5', 'a cat --motion high --video 1 --aspect 1:1 --raw'],
    [
      '<https://a.b/c.png> a cat --video --loop --bs 2',
      '<https://a.b/c.png> a cat --loop --bs 2 --motion high --video 1 --aspect 1:1',
    ],
    [
      'a --end https://a.b/c.png',
      'a --end <https://a.b/c.png> --motion high --video 1 --aspect 1:1',
    ],
  ])('of a video of %j is %j', (typed, echo) => {
    expect(echoVideoPrompt(parsePrompt(typed), 'high')).toBe(echo);
  });

  it('leaves out of a modal what ran the first job', () => {
    const parsed = parsePrompt('a cat --fast --repeat 3 --stealth --ar 3:2 --v 7 --zoom 2');
    expect(formatPrompt(promptToEdit(parsed))).toBe('a cat --ar 3:2 --version 7');
  });
});
