import { setTimeout as pause } from 'node:timers/promises';
import { createWorker } from '#application/run/worker.ts';
import { joinPostgres } from '#store/postgres/join-postgres.ts';
import { systemClock } from '#system/clock.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

/** Until every job is at the vendor and was looked at once or twice. */
const SETTLE_MS = 25_000;
const MEASURED_MS = 20_000;
const EVERY_MS = 4_000;

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** The real worker with a vendor that is never done; how late each look was claimed, in ms. */
export async function lookAfterJobs(url: string, name: string): Promise<readonly number[]> {
  const about = { roles: ['worker'], version: '0' };
  const data = await joinPostgres({
    url,
    worker: name,
    about,
    machineClock: systemClock,
    log: silent,
  });
  const { store, clock, presence } = data;
  const { context } = await setupContext({
    vendor: {
      name: 'studio',
      limits: {
        concurrency: 1_000_000,
        firstCheckMs: EVERY_MS,
        checkEveryMs: EVERY_MS,
        deadlineMs: 3_600_000,
      },
    },
    script: { check: [{ kind: 'running', percent: 50, preview: null }] },
  });
  const latenessMs: number[] = [];
  let isMeasured = false;
  const claimDue: typeof store.claimDue = async (claim) => {
    const jobs = await store.claimDue(claim);
    const nowMs = clock.nowMs();
    for (const { state, dueAtMs } of jobs) {
      if (isMeasured && state === 'running' && dueAtMs !== null) latenessMs.push(nowMs - dueAtMs);
    }
    return jobs;
  };
  const worker = createWorker({ ...context, store: { ...store, claimDue }, clock, presence });
  await data.start({ onDue: worker.wake, onBeat: () => {} });
  worker.start();
  await pause(SETTLE_MS);
  isMeasured = true;
  await pause(MEASURED_MS);
  isMeasured = false;
  return latenessMs;
}
