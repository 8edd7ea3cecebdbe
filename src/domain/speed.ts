/** How fast the vendor works, at what cost: relax is cheaper and slower, turbo dearer and faster. */
export type Speed = 'relax' | 'fast' | 'turbo';

/** Every speed, slowest first. */
export const SPEEDS: readonly Speed[] = ['relax', 'fast', 'turbo'];
