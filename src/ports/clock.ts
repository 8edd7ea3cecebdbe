/** Time as an argument: the real one in production, a virtual one in simulations. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Resolves at the moment, or at once when it has passed; rejects never, resolves on abort. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
};
