import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CONTROLS,
  type CustomId,
  decodeCustomId,
  encodeCustomId,
  TEXTS_PARTS,
} from '#discord/custom-id.ts';
import { decodeModalId, encodeModalId } from '#discord/modal-id.ts';
import { BUTTONS, buttonToken } from '#domain/button.ts';
import { mintJobId } from '#domain/ids.ts';

const jobIds = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 44 }), fc.uint8Array({ minLength: 7, maxLength: 7 }))
  .map(([nowMs, random]) => mintJobId(nowMs, random));

const customIds: fc.Arbitrary<CustomId> = fc.oneof(
  fc.record({
    kind: fc.constant('button' as const),
    jobId: jobIds,
    button: fc.constantFrom(...BUTTONS),
  }),
  fc.record({
    kind: fc.constant('control' as const),
    jobId: jobIds,
    control: fc.constantFrom(...CONTROLS),
  }),
  fc.record({
    kind: fc.constant('texts' as const),
    jobId: jobIds,
    part: fc.constantFrom(...TEXTS_PARTS),
  }),
);

// Texts that differ from a real id in one place, which is what a forger would send.
const nearlyCustomIds = fc
  .tuple(customIds, fc.nat(), fc.constantFrom('', '.', 'f', 'U', ' ', '\n', '0', 'é', '\u0000'))
  .map(([id, place, insert]) => {
    const text = encodeCustomId(id);
    const at = place % (text.length + 1);
    return text.slice(0, at) + insert + text.slice(at + (place % 2));
  });

test('every custom id is read as what was written, within 100 characters', () => {
  fc.assert(
    fc.property(customIds, (id) => {
      const text = encodeCustomId(id);
      expect(text.length).toBeLessThanOrEqual(100);
      expect(decodeCustomId(text)).toEqual(id);
    }),
  );
});

test('whatever is read has exactly that one spelling, and reading never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearlyCustomIds), (text) => {
      const id = decodeCustomId(text);
      if (id !== null) expect(encodeCustomId(id)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('no two buttons and no control share a spelling', () => {
  const tokens = [...BUTTONS.map(buttonToken), ...CONTROLS];
  expect(new Set(tokens).size).toBe(tokens.length);
});

test('a dialog’s id is its button’s with a tail, in one spelling, and no component’s', () => {
  const ids = fc.record({ jobId: jobIds, button: fc.constantFrom(...BUTTONS) });
  fc.assert(
    fc.property(ids, (id) => {
      const text = encodeModalId(id);
      expect(text.length).toBeLessThanOrEqual(100);
      expect(decodeModalId(text)).toEqual(id);
      expect(decodeCustomId(text)).toBeNull();
      expect(decodeModalId(`${text}.m`)).toBeNull();
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        nearlyCustomIds.map((text) => `${text}.m`),
      ),
      (text) => {
        const id = decodeModalId(text);
        if (id !== null) expect(encodeModalId(id)).toBe(text);
      },
    ),
    { numRuns: 2_000 },
  );
});
