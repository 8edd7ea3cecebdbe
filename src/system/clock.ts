import { type Clock, SET_BACK_MS } from '#ports/clock.ts';

/** setTimeout is limited to 2^31-1 ms; longer waits are split. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** Uptime of the process, in whole ms: monotonic, independent of the system clock. */
export const uptimeMs = (): number => Math.floor(performance.now());

/** The system time. The only file in `src` that reads it. */
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
          // Waiters would otherwise wait for the lost time too; they check the time again.
          const isSetBack = Date.now() < nowMs + restMs - SET_BACK_MS;
          return isSetBack ? finish() : wait();
        }, restMs);
      };
      signal.addEventListener('abort', finish);
      wait();
    }),
};
