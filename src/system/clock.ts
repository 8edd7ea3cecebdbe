import type { Clock } from '#ports/clock.ts';

/** setTimeout takes at most 2^31-1 ms; longer waits are slept in pieces. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's own time. The only file of `src` that reads it. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleepUntil: (atMs, signal) =>
    new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const wait = () => {
        const restMs = atMs - Date.now();
        if (signal.aborted || restMs <= 0) finish();
        else timer = setTimeout(wait, Math.min(restMs, LONGEST_TIMEOUT_MS));
      };
      signal.addEventListener('abort', finish);
      wait();
    }),
};
