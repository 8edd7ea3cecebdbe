import { describe, expect, it } from 'vitest';
import { needsTranslation } from '#domain/prompt/script.ts';

describe('words need a translation where most letters are not Latin', () => {
  it.each([
    ['霧の中の狐', true],
    ['лиса в тумане', true],
    ['안개 속의 여우', true],
    ['a fox in fog', false],
    // Letters with marks are Latin too, and Vietnamese is written with them.
    ['ein Fuchs über Nebelfäden', false],
    ['con cáo trong sương mù', false],
    // A name in another script among English words, and the other way round.
    ['a poster that says 狐', false],
    ['лиса в стиле Monet', true],
    // Exactly half is not most.
    ['abлс', false],
    // Without letters there is nothing to translate.
    ['🦊 12', false],
    ['', false],
  ])('%s: %s', (text, isNeeded) => {
    expect(needsTranslation(text)).toBe(isNeeded);
  });
});
