import { WEATHERS } from './faults.ts';
import type { Run } from './simulate.ts';
import { VENDOR_NATURES } from './simulated-vendor.ts';

/** The run of a seed: weathers and vendors in turn, so that any stretch of seeds meets them all. */
export function runOf(seed: number): Run & { readonly title: string } {
  const weather = WEATHERS[seed % WEATHERS.length];
  const nature = VENDOR_NATURES[Math.floor(seed / WEATHERS.length) % VENDOR_NATURES.length];
  if (weather === undefined || nature === undefined) throw new RangeError(`no run for ${seed}`);
  return { seed, nature, faults: weather.faults, title: `${weather.name}, ${nature} vendor` };
}
