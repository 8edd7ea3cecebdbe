/**
 * A clock that is at least so far behind itself was set back, in ms: timers are exact to a few, clocks correct less than
 * that every day, and two processes differ by less.
 */
export const SET_BACK_MS = 1_000;

/** Ends a wait. Without a reason the abort would make an exception with its stack, which nobody reads. */
export const callOff = (wait: AbortController): void => wait.abort('called off');

/** Time as an argument: the real one in production, a virtual one in simulations. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Resolves at the moment, or at once when it has passed; rejects never, resolves on abort. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
};
