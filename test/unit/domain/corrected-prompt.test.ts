/** Prompts that are refused, and how each runs once it is corrected; null: only the person knows. */
import { expect, it } from 'vitest';
import { checkPrompt, firstProblem } from '#domain/prompt/check.ts';
import { correctedPrompt } from '#domain/prompt/corrected.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';

function corrected(typed: string): string | null {
  let prompt = parsePrompt(typed);
  for (let count = 0; count < 10; count += 1) {
    const problem = firstProblem(prompt);
    if (problem === null) return formatPrompt(prompt);
    const next = correctedPrompt(prompt, problem);
    if (next === null) return null;
    prompt = parsePrompt(formatPrompt(next));
  }
  return null;
}

it.each([
  ['a cat --stylise 50', 'a cat --stylize 50'],
  ['a cat --choas 20 --ar 3:2', 'a cat --chaos 20 --ar 3:2'],
  ['a cat —stylise 50 in the rain', 'a cat in the rain --stylize 50'],
  ['a cat --ar 3:2 in the rain', 'a cat in the rain --ar 3:2'],
  ['a cat --ar 3:2 in the rain --raw at night', 'a cat in the rain at night --ar 3:2 --raw'],
  ['a cat -ar 16:9', 'a cat --ar 16:9'],
  ['a cat -ar 16:9 -s 50', 'a cat --ar 16:9 --stylize 50'],
  ['a cat --raw -ar 16:9', 'a cat --raw --ar 16:9'],
  ['a cat--ar 16:9', 'a cat --ar 16:9'],
  ['a cat https://a.example/c.png on a sofa', 'https://a.example/c.png a cat on a sofa'],
  ['a cat --s 5000', 'a cat --stylize 1000'],
  ['a cat --chaos -3', 'a cat --chaos 0'],
  ['a cat --chaos 3.6', 'a cat --chaos 4'],
  ['a cat --choas 200', 'a cat --chaos 100'],
  ['a cat --zoom 2', 'a cat'],
  ['a fox:: a hen::2 --v 7', 'a fox:: a hen::2 --version 6.1'],
  ['https://a.example/c.png --video --turbo', 'https://a.example/c.png --video --fast'],
  ['a cat --repeat 3 --relax', 'a cat --repeat 3 --fast'],
  ['a cat --tile --v 7 --cref https://a.example/c.png', 'a cat --tile --version 7'],
])('%s', (typed, wanted) => {
  expect(firstProblem(parsePrompt(typed))).not.toBeNull();
  expect(corrected(typed)).toBe(wanted);
  expect(checkPrompt(parsePrompt(wanted))).toEqual([]);
});

it.each([
  'a cat --blorp 4',
  'a cat --s much',
  'a cat --ar wide',
  'a cat --sref',
  'a cat --hd --sd',
  '--ar 3:2',
])('%s is for the person to correct', (typed) => {
  expect(firstProblem(parsePrompt(typed))).not.toBeNull();
  expect(corrected(typed)).toBeNull();
});
