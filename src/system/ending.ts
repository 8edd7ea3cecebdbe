/** Ends the process on a signal, or with the shell that npm started it through. */
import type { Clock } from '#ports/clock.ts';

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

/** How often to look for the parent, in ms. */
const LOOK_EVERY_MS = 1_000;

/**
 * Calls `ended` when this process has lost its parent. npm starts the bot through a shell; some shells (dash) end at once at
 * a signal that npm passes on, and the bot would run on without anybody knowing.
 */
export async function whenOrphaned(
  parentId: () => number,
  clock: Pick<Clock, 'nowMs' | 'sleepUntil'>,
  ended: () => void,
): Promise<void> {
  const first = parentId();
  const { signal } = new AbortController();
  while (parentId() === first) await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, signal);
  ended();
}
