import type { Clock } from '#ports/clock.ts';

/** Short enough for Discord to recognise a repeated nonce after a lost answer (nonces last some minutes). */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Runs `again` after a failure: one pause at a time, which doubles with each consecutive failure. */
export function createRetries(clock: () => Clock, signal: AbortSignal, again: () => void) {
  let isPausing = false;
  let failures = 0;
  return {
    succeeded: () => {
      failures = 0;
    },
    failed: () => {
      if (isPausing || signal.aborted) return;
      isPausing = true;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      failures += 1;
      void clock()
        .sleepUntil(clock().nowMs() + pauseMs, signal)
        .then(() => {
          isPausing = false;
          again();
        });
    },
  };
}
