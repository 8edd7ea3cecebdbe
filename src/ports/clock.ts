/**
 * A clock that jumps back at least this far was set back, in ms: timer inaccuracy, daily corrections and differences
 * between processes are smaller.
 */
export const SET_BACK_MS = 1_000;

/** Ends a wait. Without a reason the abort would make an exception with its stack, which nobody reads. */
export const callOff = (wait: AbortController): void => wait.abort('called off');

/** Injectable time: real in production, virtual in simulations. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Resolves at that time, or at once if it has passed; never rejects, resolves on abort. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
};

/** Whether a time is less than `ms` ago; false if the clock was set back since. */
export function isRecent(clock: Pick<Clock, 'nowMs'>, atMs: number, ms: number): boolean {
  const agoMs = clock.nowMs() - atMs;
  return agoMs > -SET_BACK_MS && agoMs < ms;
}
