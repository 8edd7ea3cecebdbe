import { describe, expect, it } from 'vitest';
import { createLoadShedder, type LoadVerdict } from '#discord/gateway/load-shedder.ts';

/** What becomes of interactions, given the moment of each and its age then. */
function decided(...all: readonly (readonly [uptimeMs: number, ageMs: number])[]): LoadVerdict[] {
  const shedder = createLoadShedder();
  return all.map(([uptimeMs, ageMs]) =>
    shedder.decide({ uptimeMs, ageMs, waiting: 1, underway: 0, loopLoad: 0.8 }),
  );
}

describe('an interaction', () => {
  it('that just came is worked on', () => {
    expect(decided([0, 0], [10, 499], [20, 500])).toEqual(['work', 'work', 'work']);
  });

  it('that waited for two seconds is worked on, where only a burst did', () => {
    expect(decided([0, 2_000], [200, 2_000], [499, 2_000])).toEqual(['work', 'work', 'work']);
  });

  it('is answered with busy where everything has waited too long for half a second', () => {
    expect(decided([0, 600], [300, 700], [500, 800], [600, 1_100])).toEqual([
      'work',
      'work',
      'busy',
      'busy',
    ]);
  });

  it('is worked on where it comes late to a bot that has time', () => {
    const shedder = createLoadShedder();
    const at = (uptimeMs: number, loopLoad: number) =>
      shedder.decide({ uptimeMs, ageMs: 900, waiting: 1, underway: 0, loopLoad });
    expect([at(0, 0.2), at(600, 0.2), at(5_000, 0.79)]).toEqual(['work', 'work', 'work']);
    expect([at(5_100, 0.8), at(5_200, 0.5)]).toEqual(['busy', 'work']);
  });

  it('is worked on again as soon as one came through in time', () => {
    expect(decided([0, 600], [500, 800], [700, 400], [710, 900])).toEqual([
      'work',
      'busy',
      'work',
      'work',
    ]);
  });

  it('is dropped when Discord has given it up', () => {
    expect(decided([0, 3_000], [1, 3_001], [2, 60_000])).toEqual(['work', 'drop', 'drop']);
  });

  it('is dropped sooner where even busy would come too late', () => {
    expect(decided([0, 1_300], [500, 1_200], [501, 1_201])).toEqual(['work', 'busy', 'drop']);
  });

  it('is answered with busy where nobody waits behind it, until Discord gives it up', () => {
    const shedder = createLoadShedder();
    const at = (uptimeMs: number, ageMs: number) =>
      shedder.decide({ uptimeMs, ageMs, waiting: 0, underway: 0, loopLoad: 0.8 });
    expect([at(0, 1_300), at(500, 2_900), at(501, 3_001)]).toEqual(['work', 'busy', 'drop']);
  });

  it('is answered with busy where two thousand are worked on, however new it is', () => {
    const shedder = createLoadShedder();
    const at = (underway: number) =>
      shedder.decide({ uptimeMs: 0, ageMs: 0, waiting: 1, underway, loopLoad: 0 });
    expect([at(1_999), at(2_000), at(1_999)]).toEqual(['work', 'busy', 'work']);
    expect(shedder.isShedding()).toBe(false);
  });
});
