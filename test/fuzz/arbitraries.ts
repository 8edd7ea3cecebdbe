/** Input that is nearly right: most of what breaks programs is. */
import fc from 'fast-check';

const SPOTS = 4;

/** The text with some of it cut, doubled or replaced. */
export const mutated = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      text,
      fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.string({ maxLength: 8 })), { maxLength: SPOTS }),
    )
    .map(([whole, changes]) =>
      changes.reduce((rest, [at, length, piece]) => {
        const place = at % (rest.length + 1);
        return rest.slice(0, place) + piece + rest.slice(place + length);
      }, whole),
    );

/** The bytes with some of them changed, cut or doubled, or cut short. */
export const mutatedBytes = (files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      file: fc.constantFrom(...files),
      changes: fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 6 })), { maxLength: 8 }),
      end: fc.option(fc.nat(), { freq: 4 }),
    })
    .map(({ file, changes, end }) => {
      const bytes = Uint8Array.from(file);
      for (const [at, piece] of changes) {
        const place = at % bytes.length;
        bytes.set(piece.subarray(0, bytes.length - place), place);
      }
      return end === null ? bytes : bytes.subarray(0, end % bytes.length);
    });

/** JSON with the names of fields that somebody reads. */
export function jsonWith(names: readonly string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom(null, '', 'SUCCESS', 'finished', 'failed', 'IN_PROGRESS', 200, 0, 1, '100%'),
      fc.constantFrom('https://a.b/c.png', 'data:,', 'javascript:1', '//a', 'https://[', '\ud800'),
      fc.constantFrom(1e308, -1, 2 ** 53, '9'.repeat(400), '__proto__', '1e999'),
    ),
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      tie('leaf'),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(fc.constantFrom(...names, '__proto__', 'constructor'), tie('value'), {
        maxKeys: 9,
      }),
    ),
  }));
  return value;
}
