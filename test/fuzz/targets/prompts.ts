import fc from 'fast-check';
import { createPromptWriter } from '#application/requests/written-prompt.ts';
import { DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { SPELLINGS } from '#domain/prompt/flags.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { expandPermutations } from '#domain/prompt/permutations.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { mutated } from '../arbitraries.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const CHARACTERS_MAX = 6_000;
/** The promise is 20 ms; the rest is for busy machines. */
const WITHIN_MS = 250;

const piece = fc.oneof(
  fc
    .constantFrom(...SPELLINGS.keys())
    .chain((name) => fc.constantFrom(` --${name}`, ` —${name} 1`, ` --${name}=2`)),
  fc.constantFrom(
    'a cat',
    ' {a,b}',
    ' ::2',
    ' https://a.b/c.png',
    ' \\{',
    '\u200b',
    '“',
    ' 16:9',
    ' -ar',
  ),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const typed = fc
  .tuple(fc.array(piece, { maxLength: 14 }), fc.constantFrom(1, 1, 1, 40))
  .map(([pieces, times]) => pieces.join('').repeat(times).slice(0, CHARACTERS_MAX));
const option = fc.record({
  name: fc.constantFrom('x', 'mine', 'ar', 'v'),
  value: fc.oneof(
    typed.map((text) => text.slice(0, 400)),
    fc.constantFrom('--x', '--mine --x', ''),
  ),
});

/** Prompts with a person's own options: read, judged and repeated without an exception, and soon. */
export default {
  name: 'prompts',
  covers: ['src/domain/prompt/', 'src/application/requests/written-prompt'],
  open: async () => ({
    property: fc.asyncProperty(
      fc.record({
        text: mutated(typed),
        suffix: typed.map((text) => text.slice(0, 300)),
        options: fc.array(option, { maxLength: 4 }),
      }),
      async ({ text, suffix, options }) => {
        const startMs = process.threadCpuUsage();
        const write = createPromptWriter({ ...DEFAULT_SETTINGS, suffix }, options);
        const expanded = expandPermutations(text, 40);
        const [first = text] = expanded.kind === 'expanded' ? expanded.prompts : [];
        write(first);
        const parsed = parsePrompt(text);
        firstProblem(parsed, { version: DEFAULT_VERSION });
        const again = formatPrompt(parsed);
        mustHold(formatPrompt(parsePrompt(again)) === again, 'read again, the prompt is another');
        echoPrompt(parsed);
        const { user, system } = process.threadCpuUsage(startMs);
        mustHold((user + system) / 1_000 < WITHIN_MS, `took ${(user + system) / 1_000} ms`);
      },
    ),
    close: async () => {},
  }),
} satisfies FuzzTarget;
