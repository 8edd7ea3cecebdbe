/** How fast the vendor works, at what cost: relax is cheaper and slower, turbo dearer and faster. */
export type Speed = 'relax' | 'fast' | 'turbo';

/** Every speed, slowest first. */
export const SPEEDS: readonly Speed[] = ['relax', 'fast', 'turbo'];

/** As Midjourney's messages show it: `(fast)`, `(relaxed)`, `(turbo)`. */
export const SPEED_TAGS = {
  relax: 'relaxed',
  fast: 'fast',
  turbo: 'turbo',
} as const satisfies Record<Speed, string>;
