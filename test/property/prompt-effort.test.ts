import { expect, it } from 'vitest';
import { createPromptWriter } from '#application/requests/written-prompt.ts';
import { type CustomOption, DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { SPELLINGS } from '#domain/prompt/flags.ts';
import { expandPermutations } from '#domain/prompt/permutations.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { fc } from '#test/fixtures/fast-check.ts';

const CHARACTERS = 6000;
/** The promise is 20 ms; the rest is for machines slower than those it was made on. */
const WITHIN_MS = 50;
const JOBS_MAX = 40;

const filled = (piece: string, characters = CHARACTERS): string =>
  piece.repeat(Math.floor(characters / piece.length));

const piece = fc.oneof(
  fc.constantFrom(...SPELLINGS.keys()).map((name) => ` --${name} 1`),
  fc.constantFrom(' --zz', ' --abcdefghijklmnopqrs', ' --x', ' --y', ' --no a,b', ' --sref 1'),
  fc.constantFrom('a', 'a ', 'a::', '::', ':', ',', ',a', '{', '}', '{a,', '{a}', '\\', '<', '-'),
  fc.constantFrom(
    '—a',
    ' —ar',
    '--',
    '1.',
    '🐈',
    'https://a.b/c.png ',
    'a:b:',
    '\u200b',
    '"',
    '–ar ',
  ),
  fc.string({ minLength: 1, maxLength: 30 }),
);
/** One piece over and over, or several after one another. */
const text = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((pieces) => filled(pieces.join('')));
const start = fc.constantFrom(
  ...['', '', 'https://', '--v ', '--ar ', '--no '],
  ...['{a,b} ', `{${Array.from({ length: 13 }, (_, place) => place).join(',')}}`],
);
const option = (name: string) => text.map((value) => ({ name, value }));

/** Processor time of this thread alone, the best of three: what else the machine does is no matter. */
function effortMs(work: () => unknown): number {
  const once = () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once(), once());
}

const none = (name: string) => ({ name, value: '' });
const group = (count: number) => `{${Array.from({ length: count }, (_, n) => n).join(',')}}`;
const unknown = Array.from({ length: 270 }, (_, n) => `--abcdefghijklm${n}`).join(' ');

/** What runs between two turns of the event loop: the prompts of a batch give way after each. */
function firstTurn(typed: string, options: readonly CustomOption[]): void {
  const expanded = expandPermutations(typed, JOBS_MAX);
  const write = createPromptWriter(DEFAULT_SETTINGS, options);
  const read = write(expanded.kind === 'expanded' ? (expanded.prompts[0] ?? '') : typed);
  if (read.kind === 'rejected') return;
  firstProblem(read.written.at(DEFAULT_VERSION));
  echoPrompt(read.written.at(DEFAULT_VERSION));
}

it('no prompt of 6,000 characters takes long, whatever options its writer has', () => {
  fc.assert(
    fc.property(start, text, option('x'), option('y'), (before, rest, x, y) => {
      const typed = (before + rest).slice(0, CHARACTERS);
      expect(effortMs(() => firstTurn(typed, [x, y]))).toBeLessThan(WITHIN_MS);
    }),
    {
      numRuns: 150,
      examples: [
        // Each froze the bot once: an option of 250 parameters 400 times, and hundreds of unknown parameters.
        ['', filled('--x '), { name: 'x', value: filled('--ar 3:2 ', 2250) }, none('y')],
        [group(13), ` ${unknown}`, none('x'), none('y')],
      ],
    },
  );
});
