import { type ActionName, actionRow, type PriceClass } from './action.ts';
import type { Speed } from './speed.ts';

/**
 * Credits by class at fast speed. One credit is a tenth of a Midjourney GPU minute: a grid takes
 * 0.8 minutes, a 2x upscale 2, four SD videos 8 (docs.midjourney.com, GPU Speed, September 2026).
 */
export const DEFAULT_PRICES = {
  free: 0,
  text: 1,
  grid: 8,
  'upscale-2x': 20,
  'upscale-4x': 40,
  video: 80,
} as const satisfies Record<PriceClass, number>;

/** What the speed does to the price; relax rounds up, so that nothing but `free` is free. */
const SPEED_FACTORS = { relax: 0.5, fast: 1, turbo: 2 } as const satisfies Record<Speed, number>;

/** Whole credits that an action costs. Fixed in the reservation when the job is accepted. */
export function priceCredits(action: ActionName, speed: Speed): number {
  return Math.ceil(DEFAULT_PRICES[actionRow(action).priceClass] * SPEED_FACTORS[speed]);
}
