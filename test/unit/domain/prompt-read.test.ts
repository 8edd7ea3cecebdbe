import { describe, expect, it } from 'vitest';
import { formatAspectRatio, parseAspectRatio } from '#domain/prompt/aspect.ts';
import {
  withDefaults,
  withoutParameters,
  withoutRepetition,
  withParameter,
  withText,
} from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import {
  aspectRatioOf,
  hasParameter,
  numberOf,
  parameterOf,
  parseNumber,
  referencesOf,
  repeatOf,
  speedOf,
  versionOf,
  visibilityOf,
} from '#domain/prompt/read.ts';

describe('reading', () => {
  it.each([
    ['a cat', '1:1'],
    ['a cat --ar 1920:1080', '16:9'],
    ['a cat --ar 3:2 --ar 2:3', '2:3'],
    ['a cat --ar 4:4', '1:1'],
    ['a cat --ar wide', '1:1'],
    ['a cat --ar 0:0', '1:1'],
    ['a cat --ar', '1:1'],
  ])('the shape of %j is %s', (typed, shape) => {
    expect(formatAspectRatio(aspectRatioOf(parsePrompt(typed)))).toBe(shape);
  });

  it.each(['', ':', '1:', '1:0', '0:5', '-1:1', '1.5:1', '1:1:1', '9999999:1', '１:１', 'a:b'])(
    'no ratio is made of %j',
    (typed) => {
      expect(parseAspectRatio(typed)).toBeNull();
    },
  );

  it.each([
    ['a cat', 'v6', 'v6'],
    ['a cat --v 7', 'v6', 'v7'],
    ['a cat --v 7 --v 5.2', 'v6', 'v5.2'],
    ['a cat --niji', 'v6', 'niji7'],
    ['a cat --niji 5', 'v6', 'niji5'],
    ['a cat --niji 5 --v 7', 'v6', 'v7'],
    ['a cat --v 99', 'v6', 'v6'],
    ['a cat --v 7 --v 99', 'v6', 'v7'],
    ['a cat --v', 'niji6', 'niji6'],
  ] as const)('the version of %j in %s is %s', (typed, fallback, version) => {
    expect(versionOf(parsePrompt(typed), fallback)).toBe(version);
  });

  it('the version is the newest where nobody said otherwise', () => {
    expect(versionOf(parsePrompt('a cat'))).toBe('v8.2');
  });

  it.each([
    ['a', null, null, 1],
    ['a --fast --stealth', 'fast', 'stealth', 1],
    ['a --fast --relax --tile --public', 'relax', 'public', 1],
    ['a --turbo --stealth --public --r 5', 'turbo', 'public', 5],
    ['a --repeat', null, null, 1],
  ])('%j runs %s, %s, %i times', (typed, speed, visibility, repeat) => {
    const parsed = parsePrompt(typed);
    expect([speedOf(parsed), visibilityOf(parsed), repeatOf(parsed)]).toEqual([
      speed,
      visibility,
      repeat,
    ]);
  });

  it('adds up lists and takes the last of all else', () => {
    const parsed = parsePrompt('a --no x, y --s 1 --no z --s 2');
    expect(parameterOf(parsed, 'no')?.values).toEqual(['x', 'y', 'z']);
    expect(parameterOf(parsed, 'stylize')?.values).toEqual(['2']);
    expect(numberOf(parsed, 'stylize')).toBe(2);
    expect(parameterOf(parsed, 'ar')).toBeNull();
    expect(hasParameter(parsed, 'no')).toBe(true);
    expect(hasParameter(parsed, 'raw')).toBe(false);
  });

  it('takes references apart', () => {
    const parsed = parsePrompt('a --sref <https://a.b/c.png>::2 RANDOM, 77::.5');
    expect(referencesOf(parsed, 'sref')).toEqual([
      { kind: 'link', target: 'https://a.b/c.png', weight: 2 },
      { kind: 'random', target: 'random', weight: null },
      { kind: 'code', target: '77', weight: 0.5 },
    ]);
    expect(referencesOf(parsed, 'cref')).toEqual([]);
  });

  it.each([
    ['7', 7],
    ['-2', -2],
    ['.5', 0.5],
    ['2.', 2],
    ['+1', 1],
    ['-0', 0],
    ['', null],
    ['.', null],
    ['1e3', null],
    ['0x10', null],
    ['1,5', null],
    ['Infinity', null],
  ])('%j is the number %s', (typed, number) => {
    expect(parseNumber(typed)).toBe(number);
  });
});

describe('changing', () => {
  it('puts a parameter in place of the old ones, at the end', () => {
    const parsed = parsePrompt('a --ar 3:2 --raw --ar 1:1');
    expect(formatPrompt(withParameter(parsed, 'ar', ['2:3']))).toBe('a --raw --ar 2:3');
    expect(formatPrompt(withParameter(parsed, 'tile'))).toBe('a --ar 3:2 --raw --ar 1:1 --tile');
  });

  it('leaves parameters out and what nobody understood in', () => {
    const parsed = parsePrompt('a --ar 3:2 oops --raw --foo');
    expect(formatPrompt(withoutParameters(parsed, ['ar', 'raw']))).toBe('a oops --foo');
  });

  it('changes the text alone', () => {
    const parsed = parsePrompt('https://a.b/c.png a --ar 3:2');
    expect(formatPrompt(withText(parsed, 'b'))).toBe('https://a.b/c.png b --ar 3:2');
  });

  // biome-ignore format: a table, one row a line
  it.each([
    ['a', '--v 7 --s 50', 'a --version 7 --stylize 50'],
    ['a --s 9', '--v 7 --s 50', 'a --stylize 9 --version 7'],
    ['a --niji', '--v 7 --s 50', 'a --niji --stylize 50'],
    ['a --relax', '--fast --stealth', 'a --relax --stealth'],
    ['a --public', '--stealth', 'a --public'],
    ['a --hd', '--sd --raw', 'a --hd --raw'],
    ['a --no x', '--no y', 'a --no x'],
  ])('%j with the suffix %j is %j', (typed, suffix, expected) => {
    const changed = withDefaults(parsePrompt(typed), parsePrompt(suffix).parameters);
    expect(formatPrompt(changed)).toBe(expected);
  });

  it('takes repetition out', () => {
    const parsed = parsePrompt('a --no x --ar 3:2 --no y --ar 1:1 --foo --foo');
    expect(formatPrompt(withoutRepetition(parsed))).toBe('a --no x, y --ar 1:1 --foo --foo');
  });
});
