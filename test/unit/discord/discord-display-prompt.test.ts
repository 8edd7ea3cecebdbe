import { describe, expect, test } from 'vitest';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { fc } from '#test/fixtures/fast-check.ts';

describe('a prompt in a message', () => {
  test.each([
    ['a plain one is verbatim', 'a lighthouse in fog --ar 3:2', 'a lighthouse in fog --ar 3:2'],
    [
      'weights, braces and accents are verbatim',
      'café:: {a, b}::2.5 (red) #1 50%',
      'café:: {a, b}::2.5 (red) #1 50%',
    ],
    ['emoji of several parts stay whole', '👩‍🚀 on the moon 🏳️‍🌈', '👩‍🚀 on the moon 🏳️‍🌈'],
    ['bold cannot be left', 'x** <@1> **y', 'x\\*\\* \\<@1\\> \\*\\*y'],
    ['a backslash cannot disarm a backslash', 'x\\** y', 'x\\\\\\*\\* y'],
    [
      'nobody is called',
      '@everyone @here @Everyone',
      '@\u200beveryone @\u200bhere @\u200bEveryone',
    ],
    [
      'mentions of any kind are text',
      '<@1> <@&2> <#3> </show:4>',
      '\\<@1\\> \\<@&2\\> \\<#3\\> \\</show:4\\>',
    ],
    [
      'times and custom emoji are text',
      '<t:0:R> <:a:1> <a:b:2>',
      '\\<t:0:R\\> \\<:a:1\\> \\<a:b:2\\>',
    ],
    ['a named link is text', '[free](https://evil.example)', '\\[free\\](https\\://evil.example)'],
    [
      'code, spoilers, strikes and underlines are text',
      '`a` ||b|| ~~c~~ __d__',
      '\\`a\\` \\|\\|b\\|\\| \\~\\~c\\~\\~ \\_\\_d\\_\\_',
    ],
    [
      'a link has no preview',
      'https://a.example/c_d.png a cat',
      '<https://a.example/c_d.png> a cat',
    ],
    [
      'a link in brackets is not bracketed twice',
      '<https://a.example/c.png>::2 a cat',
      '<https://a.example/c.png>::2 a cat',
    ],
    [
      'a link cannot end the bold',
      'https://a.example/**b||`',
      '<https://a.example/%2A%2Ab%7C%7C%60>',
    ],
    ['other schemes are text', 'steam://run/1 discord://x', 'steam\\://run/1 discord\\://x'],
    ['lines and blanks become one blank', ' a\n# b\t\tc ', 'a # b c'],
    ['the reading direction cannot be turned', 'a\u202eb\u2066c\u0000d', 'abcd'],
  ])('%s', (_title, text, shown) => {
    expect(displayPrompt(text)).toBe(shown);
  });
});

describe('a prompt that is written from right to left', () => {
  test.each([
    ['قطة على سطح --ar 16:9', '\u2068قطة على سطح --ar 16:9\u2069'],
    ['a sign that says שלום', '\u2068a sign that says שלום\u2069'],
    ['猫と犬', '猫と犬'],
  ])('%s keeps the line around it in order', (text, shown) => {
    expect(displayPrompt(text)).toBe(shown);
  });

  test('fits with what isolates it', () => {
    const shown = displayPrompt('قطة '.repeat(900), 700);
    expect(shown.length).toBeLessThanOrEqual(700);
    expect(shown).toMatch(/^\u2068.*…\u2069$/);
  });
});

describe('a prompt that is too long', () => {
  test('still shows its parameters', () => {
    const shown = displayPrompt(`${'word '.repeat(800)} --ar 16:9 --v 7.0 --raw`, 1900);
    expect(shown).toMatch(/^word word .*… --ar 16:9 --v 7\.0 --raw$/);
    expect(shown.length).toBeGreaterThan(1800);
    expect(shown.length).toBeLessThanOrEqual(1900);
  });

  test('shows its words where the parameters would leave no room for them', () => {
    const shown = displayPrompt(`a cat --no ${'dogs, '.repeat(400)}`, 1900);
    expect(shown.startsWith('a cat --no dogs, dogs')).toBe(true);
    expect(shown.endsWith('…')).toBe(true);
  });

  test.each([
    ['ends inside a word', 'abcdef ghijkl', 10, 'abcdef gh…'],
    ['never splits an escape', '****', 4, '\\*…'],
    ['disarms what is left of a call', `@everyone${'x'.repeat(50)}`, 14, '@\u200beveryonexxx…'],
    ['drops a link rather than cut it', 'a https://a.example/long.png', 12, 'a…'],
    ['never splits a character', '😀😀😀', 4, '😀…'],
  ])('%s', (_title, text, room, shown) => {
    expect(displayPrompt(text, room)).toBe(shown);
  });

  test('fits any room, for any text', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('**', '@everyone', 'https://a.b/', ' ', '\\'),
      ),
    );
    fc.assert(
      fc.property(hostile, fc.nat(300), (parts, room) => {
        const text = parts.join('');
        const shown = displayPrompt(text, room);
        expect(shown.length).toBeLessThanOrEqual(room);
        const bare = shown
          .replace(/<https?:\/\/[^\s<>]+>/gi, '')
          .replace(/\\[^\s\p{L}\p{N}]/gu, '');
        expect(bare).not.toMatch(/[*_~`|<>[\]\\]|@everyone/);
      }),
      { numRuns: 1_000 },
    );
  });
});
