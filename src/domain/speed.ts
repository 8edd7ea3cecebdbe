/** The speed of a job: relax is cheaper and slower, turbo more expensive and faster. */
export type Speed = 'relax' | 'fast' | 'turbo';

/** Every speed, slowest first. */
export const SPEEDS: readonly Speed[] = ['relax', 'fast', 'turbo'];
