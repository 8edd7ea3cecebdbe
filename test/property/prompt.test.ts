import { describe, expect, it } from 'vitest';
import { withDefaults, withoutRepetition } from '#domain/prompt/change.ts';
import { checkPrompt } from '#domain/prompt/check.ts';
import { echoPrompt, echoVideoPrompt } from '#domain/prompt/echo.ts';
import { SPELLINGS } from '#domain/prompt/flags.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { VERSIONS } from '#domain/prompt/version.ts';
import { fc } from '#test/fixtures/fast-check.ts';
import { problemInEnglish } from '#test/fixtures/problem-in-english.ts';

const nastyWord = fc.constantFrom(
  ...['--', '---', '—', '——', '—ar', '—a', '–ar', '-', '-- ar', '--AR', '--Style', 'RAW', 'raw'],
  ...[
    ',',
    ',,',
    '::',
    '::2',
    '::-.5',
    '::-0',
    ':',
    '"',
    "'",
    '`',
    '\\',
    '{a,b}',
    '<',
    '>',
    '*',
    '_',
  ],
  ...['\n', '\t', '\u00a0', '\u2028', '\ufeff', '\u0000', '\u200b', '\u202e', '\ud800', '\u0130'],
  ...[
    '🐈‍⬛',
    'ﬁ',
    'K',
    'e\u0301',
    '猫',
    '，',
    'a cat',
    '3:2',
    '1920:1080',
    '0.5',
    '.5',
    '7',
    '1e3',
  ],
  ...[
    'https://a.b/c.png',
    'HTTPS://A.B',
    '<https://a.b/c>',
    'https://',
    'http://x::2',
    'http://:',
    'http://x::-0',
    '<http://x::2>',
    '::2>',
    'http://x::.0000001',
    ',—raw',
  ],
  ...[
    'https://a.b/c.png::.50,',
    'https://a.b/::::3::',
    'random',
    '123::2',
    '--constructor',
    '--no',
  ],
);
const spelling = fc.constantFrom(...SPELLINGS.keys()).map((word) => `--${word}`);
const glue = fc.constantFrom(' ', ' ', ' ', '', ',', '  \n');

/** Text made of the pieces prompts are made of, in every order, next to wholly arbitrary text. */
const anyPrompt = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 5,
    arbitrary: fc
      .array(fc.tuple(fc.oneof(nastyWord, spelling, fc.string({ unit: 'grapheme' })), glue), {
        maxLength: 20,
      })
      .map((pieces) => pieces.flat().join('')),
  },
);

/** What must survive, as a bag of characters: white space, quotes, dashes, brackets and punctuation may go. */
const PUNCTUATION = /[\s,<>:;=.!"'`“”„‘’‚«»\-–—―−－\u200b\u2060]/g;
const substance = (text: string) =>
  text
    .replace(PUNCTUATION, '')
    // Some letters come apart into a sign and what stands on it.
    .normalize('NFKD')
    .replace(PUNCTUATION, '')
    .toLowerCase();

const RUNS = { numRuns: 5000 };

describe('any prompt', () => {
  it('is read again exactly as it was once it has been written out', () => {
    fc.assert(
      fc.property(anyPrompt, (text) => {
        const parsed = parsePrompt(text);
        expect(parsePrompt(formatPrompt(parsed))).toEqual(parsed);
      }),
      // A character that nobody sees, behind a quote around the whole; quotes around names that nothing divides.
      { ...RUNS, examples: [['" --ar“\u200b'], ['" --,--ar "'], ['" --5--ar "']] },
    );
  });

  it('keeps every word, known or not', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(nastyWord, fc.string({ unit: 'grapheme' }))), (words) => {
        // Aliases, weights and `--style raw` are rewritten; without them nothing but punctuation may differ.
        const text = words.filter((word) => !/raw|\.50|-0|::-?\./i.test(word)).join(' ');
        fc.pre(!/--(?:c|s|w|q|p|v|r|h|aspect|style)\b/i.test(text));
        expect(substance(formatPrompt(parsePrompt(text)))).toBe(substance(text));
      }),
      RUNS,
    );
  });

  it('is checked and repeated in every version without an exception', () => {
    fc.assert(
      fc.property(anyPrompt, fc.constantFrom(...VERSIONS), (text, version) => {
        const parsed = parsePrompt(text);
        for (const use of ['imagine', 'custom-zoom', 'video', 'suffix'] as const) {
          for (const problem of checkPrompt(parsed, { version, use })) {
            expect(problemInEnglish(problem).description).not.toBe('');
          }
        }
        expect(typeof echoPrompt(parsed)).toBe('string');
        expect(typeof echoVideoPrompt(parsed, 'low')).toBe('string');
      }),
      { numRuns: 1000 },
    );
  });

  it('that Midjourney would accept is accepted again from its own echo, with the same echo', () => {
    fc.assert(
      fc.property(anyPrompt, (text) => {
        const parsed = parsePrompt(text);
        fc.pre(checkPrompt(parsed).length === 0);
        const echoed = parsePrompt(echoPrompt(parsed));
        expect(echoPrompt(echoed)).toBe(echoPrompt(parsed));
        expect(checkPrompt(echoed)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('names each parameter once when repetition is taken out', () => {
    fc.assert(
      fc.property(anyPrompt, (text) => {
        const names = withoutRepetition(parsePrompt(text)).parameters.flatMap((parameter) =>
          parameter.kind === 'known' ? [parameter.name] : [],
        );
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('keeps its own parameters, first and unchanged, whatever the defaults are', () => {
    fc.assert(
      fc.property(anyPrompt, anyPrompt, (text, suffix) => {
        const parsed = parsePrompt(text);
        const { parameters } = withDefaults(parsed, parsePrompt(suffix).parameters);
        expect(parameters.slice(0, parsed.parameters.length)).toEqual(parsed.parameters);
      }),
    );
  });
});
