import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '#domain/action.ts';
import { priceCredits } from '#domain/price.ts';
import { SPEEDS } from '#domain/speed.ts';

describe('priceCredits', () => {
  it.each([
    ['imagine', 'fast', 8],
    ['imagine', 'relax', 4],
    ['imagine', 'turbo', 16],
    ['upscale', 'fast', 0],
    ['upscale', 'turbo', 0],
    ['upscale-subtle', 'fast', 20],
    ['upscale-creative', 'relax', 10],
    ['describe', 'fast', 1],
    ['shorten', 'relax', 1],
    ['animate-high', 'fast', 80],
    ['reroll', 'fast', 8],
    ['pan-left', 'fast', 8],
  ] as const)('%s at %s costs %i', (action, speed, credits) => {
    expect(priceCredits({ action, speed })).toBe(credits);
  });

  it('is a whole number of credits for everything that can be asked', () => {
    const broken = ACTION_NAMES.flatMap((action) =>
      SPEEDS.filter((speed) => {
        const credits = priceCredits({ action, speed });
        return !Number.isInteger(credits) || credits < 0;
      }).map((speed) => `${action} ${speed}`),
    );
    expect(broken).toEqual([]);
  });
});
