import { describe, expect, it } from 'vitest';
import { expandPermutations } from '#domain/prompt/permutations.ts';

const rows: readonly (readonly [string, readonly string[]])[] = [
  ['a cat', ['a cat']],
  ['', ['']],
  ['a cat, a dog', ['a cat, a dog']],
  ['a {happy,sad} penguin', ['a happy penguin', 'a sad penguin']],
  ['{a,b} {1,2}', ['a 1', 'a 2', 'b 1', 'b 2']],
  ['a cat --ar {1:1,16:9}', ['a cat --ar 1:1', 'a cat --ar 16:9']],
  ['a cat --{raw,tile}', ['a cat --raw', 'a cat --tile']],
  ['a {,big }cat', ['a cat', 'a big cat']],
  ['{a}', ['a']],
  ['x{}y', ['xy']],
  ['{a,{b,c} d} e', ['a e', 'b d e', 'c d e']],
  ['{red\\, green,blue}', ['red, green', 'blue']],
  ['\\{a,b\\}', ['{a,b}']],
  ['a { b', ['a { b']],
  ['a } b, c', ['a } b, c']],
  ['{ {a,b}', ['{ a', '{ b']],
  ['{a,b}}', ['a}', 'b}']],
  ['a \\ b', ['a \\ b']],
  ['{🐈,🐕}', ['🐈', '🐕']],
  ['{a,\nb}', ['a', '\nb']],
];

describe('permutations', () => {
  it.each(rows)('%j', (text, prompts) => {
    expect(expandPermutations(text, 0)).toEqual({ kind: 'too-many', count: prompts.length });
    expect(expandPermutations(text, prompts.length)).toEqual({ kind: 'expanded', prompts });
  });

  it('are refused with their number when there are more than allowed', () => {
    expect(expandPermutations('{a,b}{a,b}{a,b}', 7)).toEqual({ kind: 'too-many', count: 8 });
  });

  it('are counted, not written, when a short text stands for millions of millions', () => {
    expect(expandPermutations('{a,b}'.repeat(60), 40)).toEqual({
      kind: 'too-many',
      count: 2 ** 60,
    });
    const count = Number.POSITIVE_INFINITY;
    expect(expandPermutations('{a,b}'.repeat(2000), 40)).toEqual({ kind: 'too-many', count });
  });

  it('nest as deep as a text is long', () => {
    const text = `${'{'.repeat(50_000)}a,b${'}'.repeat(50_000)}`;
    expect(expandPermutations(text, 2)).toEqual({ kind: 'expanded', prompts: ['a', 'b'] });
  });
});
