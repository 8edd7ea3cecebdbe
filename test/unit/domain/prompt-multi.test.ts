import { describe, expect, it } from 'vitest';
import { isMultiPrompt, parseMultiPrompt, sumOfWeights } from '#domain/prompt/multi.ts';

type Row = readonly [text: string, parts: readonly (readonly [string, number])[], sum: number];

// biome-ignore format: a table, one row a line
const rows: readonly Row[] = [
  ['a cat', [['a cat', 1]], 1],
  ['', [], 0],
  ['hot:: dog', [['hot', 1], ['dog', 1]], 2],
  ['hot::dog', [['hot', 1], ['dog', 1]], 2],
  ['a:: b::2 c::-.5', [['a', 1], ['b', 2], ['c', -0.5]], 2.5],
  ['space::2 ship', [['space', 2], ['ship', 1]], 3],
  ['space:: 2 ship', [['space', 1], ['2 ship', 1]], 2],
  ['scene::3d render', [['scene', 1], ['3d render', 1]], 2],
  ['a::1.5 b::.25', [['a', 1.5], ['b', 0.25]], 1.75],
  ['a cat::', [['a cat', 1]], 1],
  ['::2 a', [['a', 1]], 1],
  [':::: a', [['a', 1]], 1],
  ['still life:: fruit::-1', [['still life', 1], ['fruit', -1]], 0],
  ['ratio 3:2', [['ratio 3:2', 1]], 1],
  ['a::-0 b', [['a', 0], ['b', 1]], 1],
];

describe('multi-prompts', () => {
  it.each(rows)('%j', (text, parts, sum) => {
    const parsed = parseMultiPrompt(text);
    expect(parsed).toEqual(parts.map(([part, weight]) => ({ text: part, weight })));
    expect(sumOfWeights(parsed)).toBe(sum);
  });

  it.each([
    ['a cat', false],
    ['a cat::', false],
    ['a cat::2', true],
    ['a:: b', true],
    ['', false],
  ])('%j has parts or weights: %s', (text, expected) => {
    expect(isMultiPrompt(text)).toBe(expected);
  });
});
