import { describe, expect, it } from 'vitest';
import { expandPermutations } from '#domain/prompt/permutations.ts';
import { fc } from '#test/fixtures/fast-check.ts';

const piece = fc.constantFrom('{', '}', ',', '\\', '\\,', 'a', 'b c', '🐈', ' ', '--ar 3:2');
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

/** A text built from a known tree, with the prompts it must stand for. */
type Built = { readonly text: string; readonly prompts: readonly string[] };
const { built } = fc.letrec<{ built: Built; part: Built; group: Built }>((tie) => ({
  built: fc.array(tie('part'), { maxLength: 3 }).map((parts) => ({
    text: parts.map((each) => each.text).join(''),
    prompts: parts.reduce<readonly string[]>(
      (starts, { prompts }) => starts.flatMap((start) => prompts.map((end) => start + end)),
      [''],
    ),
  })),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b ', '🐈', ',', '{', '}').map((plain) => ({
      text: /[,{}]/.test(plain) ? `\\${plain}` : plain,
      prompts: [plain],
    })),
    tie('group'),
  ),
  group: fc.array(tie('built'), { minLength: 1, maxLength: 3 }).map((options) => ({
    text: `{${options.map((each) => each.text).join(',')}}`,
    prompts: options.flatMap(({ prompts }) => prompts),
  })),
}));

describe('permutations of any text', () => {
  it('are as many as were counted', () => {
    fc.assert(
      fc.property(text, (any) => {
        const counted = expandPermutations(any, 0);
        const count = counted.kind === 'too-many' ? counted.count : 0;
        const result = expandPermutations(any, 2000);
        if (count > 2000) expect(result).toEqual({ kind: 'too-many', count });
        else expect(result.kind === 'expanded' && result.prompts.length).toBe(count);
      }),
      { numRuns: 2000 },
    );
  });

  it('are those of the tree the text was written from', () => {
    fc.assert(
      fc.property(built, ({ text: written, prompts }) => {
        fc.pre(prompts.length <= 2000);
        expect(expandPermutations(written, 2000)).toEqual({ kind: 'expanded', prompts });
      }),
      { numRuns: 1000 },
    );
  });
});
