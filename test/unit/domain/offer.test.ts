import { describe, expect, it } from 'vitest';
import type { ActionName } from '#domain/action.ts';
import { buttonToken } from '#domain/button.ts';
import { CELLS } from '#domain/geometry.ts';
import { type OfferFacts, offer } from '#domain/offer.ts';

const FACTS: OfferFacts = {
  surface: 'grid',
  actions: { imagine: {}, vary: {}, reroll: {}, 'zoom-2x': { versions: ['v7'] }, square: {} },
  version: null,
  ratio: { width: 3, height: 2 },
  cells: CELLS,
  allowedByParent: null,
};

const tokens = (changes: Partial<OfferFacts>) => offer({ ...FACTS, ...changes }).map(buttonToken);

describe('offer', () => {
  it.each([
    ['a grid of four', {}, ['u1', 'u2', 'u3', 'u4', 'v1', 'v2', 'v3', 'v4', 'r']],
    ['a grid with two pictures', { cells: [1, 3] }, ['u1', 'u3', 'v1', 'v3', 'r']],
    ['a solo that is not square', { surface: 'solo' }, ['z2', 'sq']],
    ['a square solo', { surface: 'solo', ratio: { width: 1, height: 1 } }, ['z2']],
    ['a version that lacks the zoom', { surface: 'solo', version: 'v8.2' }, ['sq']],
    ['a version that has the zoom', { surface: 'solo', version: 'v7' }, ['z2', 'sq']],
    [
      'a parent that allows less than the vendor can',
      { allowedByParent: ['reroll'] satisfies ActionName[] },
      ['u1', 'u2', 'u3', 'u4', 'r'],
    ],
    [
      'a vendor that is gone: what the archive can serve remains',
      { actions: {} },
      ['u1', 'u2', 'u3', 'u4'],
    ],
    ['an upscaled picture of a vendor that can do nothing with it', { surface: 'upscaled' }, []],
  ] satisfies [string, Partial<OfferFacts>, string[]][])('%s', (_title, changes, expected) => {
    expect(tokens(changes)).toEqual(expected);
  });
});
