import { joinPostgres } from '#store/postgres/join-postgres.ts';
import { systemClock } from '#system/clock.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** A process's part in the database, which says when it was woken. */
export async function joinForBench(url: string, worker: string) {
  const about = { roles: ['worker'], version: '0' };
  const data = await joinPostgres({ url, worker, about, machineClock: systemClock, log: silent });
  let isWoken = false;
  let wake = () => {};
  await data.start({
    onDue: () => {
      isWoken = true;
      wake();
      // Nothing here looks by itself: others are told at once.
      return false;
    },
    onBeat: () => {},
  });
  return {
    store: data.store,
    close: data.close,
    /** Resolves when something may be due since the last time. */
    woken: () =>
      new Promise<void>((resolve) => {
        wake = () => {
          isWoken = false;
          wake = () => {};
          resolve();
        };
        if (isWoken) wake();
      }),
  };
}
