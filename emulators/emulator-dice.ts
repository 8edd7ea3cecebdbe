/** Chance that can be repeated: the same seed gives the same durations, ids and pictures. */
export type EmulatorDice = {
  /** In [0, 1). */
  readonly unit: () => number;
  /** A whole number in [0, 2^31), as painters' seeds are. */
  readonly seed: () => number;
  readonly uuid: () => string;
  /** Around the median, never negative, sometimes much longer: how services really answer. */
  readonly logNormal: (median: number, sigma: number) => number;
};

/** Mulberry32: small, fast, and the same everywhere. */
export function createDice(seed: number): EmulatorDice {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(unit() * 16).toString(16)).join('');
  return {
    unit,
    seed: () => Math.floor(unit() * 2 ** 31),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    logNormal: (median, sigma) => {
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return median * Math.exp(sigma * normal);
    },
  };
}
