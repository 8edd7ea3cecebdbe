// Time of reading and checking prompts of 6,000 characters, their options written out: what one
// person's request may cost everybody. Median and worst of 20 rounds after 5 that warm up.
// Run: npm run bench -- prompt

import { stdout } from 'node:process';
import { createPromptWriter } from '#application/requests/written-prompt.ts';
import { DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { expandPermutations } from '#domain/prompt/permutations.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';

const filled = (piece: string, characters = 6000): string =>
  piece.repeat(Math.floor(characters / piece.length));
const group = (count: number) => `{${Array.from({ length: count }, (_, n) => `w${n}`).join(',')}}`;

const OPTIONS = [{ name: 'x', value: filled('--ar 3:2 ', 2250) }];
const CASES: Readonly<Record<string, string>> = {
  words: filled('word '),
  'an option of 250 parameters, 1,500 times': filled('--x '),
  'unknown parameters': filled('--zz '),
  'one parameter 660 times': filled('--ar 3:2 '),
  links: filled('https://a.b/c.png '),
  '13 prompts with 270 unknown parameters': group(13) + filled(' --abcdefghijklmnopqrs', 5950),
  '40 prompts of 5,700 characters, one tail': group(40) + filled(' --ar 3:2', 5700),
  '40 prompts of 5,700 characters, 40 tails': `a --no ${group(40)}${filled(' --no a', 5700)}`,
};

for (const [title, text] of Object.entries(CASES)) {
  const rounds = Array.from({ length: 25 }, () => spentMs(text)).slice(5);
  const sorted = rounds.toSorted((one, other) => one - other);
  const figure = (ms: number | undefined) => `${(ms ?? 0).toFixed(2).padStart(7)} ms`;
  stdout.write(`${figure(sorted[10])}  worst ${figure(sorted.at(-1))}  ${title}\n`);
}

function spentMs(text: string): number {
  const startedAtMs = performance.now();
  const write = createPromptWriter(DEFAULT_SETTINGS, OPTIONS);
  const expanded = expandPermutations(text, 40);
  for (const prompt of expanded.kind === 'expanded' ? expanded.prompts : []) {
    const read = write(prompt);
    if (read.kind === 'rejected' || firstProblem(read.written.at(DEFAULT_VERSION)) !== null) break;
  }
  return performance.now() - startedAtMs;
}
