/** Ends the process on a signal. */

/**
 * A signal within this time of the first is the same one: npm forwards the Ctrl-C that the terminal sends to all its processes,
 * and the signal that systemd sends to all of a service.
 */
const SAME_MS = 1_000;

/** Sent by a supervisor, by Ctrl-C, and when a terminal closes. */
export const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The end of a process: orderly once there is something to close. */
export type Ending = {
  /** Sets what to close; before, a signal exits immediately. */
  opened(close: () => Promise<void>): void;
  /** Closes and exits; a second signal exits immediately. */
  signal(): void;
};

/** With nothing to close yet. */
export function createEnding(edge: {
  readonly exit: (code: number) => void;
  readonly uptimeMs: () => number;
}): Ending {
  const { exit, uptimeMs } = edge;
  let close: (() => Promise<void>) | null = null;
  let sinceMs: number | null = null;
  return {
    opened: (how) => {
      close = how;
    },
    signal: () => {
      if (close === null) return exit(0);
      if (sinceMs !== null) {
        if (uptimeMs() - sinceMs >= SAME_MS) exit(1);
        return;
      }
      sinceMs = uptimeMs();
      close().then(
        () => exit(0),
        () => exit(1),
      );
    },
  };
}
