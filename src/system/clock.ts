import { type Clock, SET_BACK_MS } from '#ports/clock.ts';

/** setTimeout takes at most 2^31-1 ms; longer waits are slept in pieces. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** Since the process began, in whole ms: goes on evenly, whatever the machine's clock is set to. */
export const uptimeMs = (): number => Math.floor(performance.now());

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
        const nowMs = Date.now();
        const restMs = Math.min(atMs - nowMs, LONGEST_TIMEOUT_MS);
        if (signal.aborted || restMs <= 0) return finish();
        timer = setTimeout(() => {
          // Whoever waits would otherwise wait for all that was taken away; they look at the time again.
          const isSetBack = Date.now() < nowMs + restMs - SET_BACK_MS;
          return isSetBack ? finish() : wait();
        }, restMs);
      };
      signal.addEventListener('abort', finish);
      wait();
    }),
};
