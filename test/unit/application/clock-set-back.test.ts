/** How: a real store and worker; the clock is the test's, and somebody sets it back while a job is under way. */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createWorker } from '#application/run/worker.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const HOUR_MS = 3_600_000;

/** Everything that can happen by now has happened. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await setImmediate();
}

it('a job goes on when the clock is set back just before the worker rests', async () => {
  const world = await setupContext({
    script: { check: [{ kind: 'running', percent: 1, preview: null }] },
  });
  let isSet = false;
  const store = {
    ...world.context.store,
    // When the next job is due was asked by the clock as it was.
    nextDueAtMs: async (nowMs: number) => {
      const atMs = await world.context.store.nextDueAtMs(nowMs);
      const [job] = submitted;
      if (!isSet && job !== undefined && (await world.job(job)).state === 'running') {
        isSet = true;
        world.pass(-HOUR_MS);
      }
      return atMs;
    },
  };
  const submitted: Parameters<typeof world.job>[0][] = [];
  const rests: number[] = [];
  const clock = {
    nowMs: world.context.clock.nowMs,
    // Short ones are over at once; who rests for an hour is heard of no more.
    sleepUntil: async (atMs: number, signal: AbortSignal) => {
      const ms = atMs - world.context.clock.nowMs();
      rests.push(ms);
      if (ms < HOUR_MS / 2) return void (await setImmediate());
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  const worker = createWorker({ ...world.context, store, clock });
  const { wake, leased } = worker;
  const application = createApplication({ ...world.context, store, clock, wake, leased });
  onTestFinished(async () => {
    await worker.stop();
    await world.close();
  });
  worker.start();
  const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  submitted.push(outcome.job.id);
  await application.confirmAcknowledged(outcome.job.id, null);
  await settle();
  expect(isSet).toBe(true);
  expect(world.warnings).toContainEqual({
    message: 'clock set back: jobs follow',
    jobs: 1,
    byMs: HOUR_MS,
  });
  // For ever is where nothing is due.
  expect(rests.filter((ms) => ms >= HOUR_MS / 2 && ms < Number.POSITIVE_INFINITY)).toEqual([]);
});

it('a job goes on when the clock is set back by an hour, and not an hour later', async () => {
  const world = await setupContext({
    script: {
      check: [
        { kind: 'running', percent: 1, preview: null },
        { kind: 'running', percent: 9, preview: null },
      ],
    },
  });
  // Every wait ends soon, whatever it was for: it is the time that decides what is due.
  const clock = {
    nowMs: world.context.clock.nowMs,
    sleepUntil: async () => void (await setImmediate()),
  };
  const worker = createWorker({ ...world.context, clock });
  const { wake, leased } = worker;
  const application = createApplication({ ...world.context, clock, wake, leased });
  onTestFinished(async () => {
    await worker.stop();
    await world.close();
  });
  worker.start();
  const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  await application.confirmAcknowledged(id, null);
  await settle();
  expect((await world.job(id)).state).toBe('running');
  world.pass(-HOUR_MS);
  const warning = { message: 'clock set back: jobs follow', jobs: 1, byMs: HOUR_MS };
  worker.wake();
  await settle();
  expect(world.warnings).toContainEqual(warning);
  // Minutes, and not the hour.
  for (let looks = 0; (await world.job(id)).progressPercent !== 9; looks++) {
    expect(looks).toBeLessThan(20);
    world.pass(30_000);
    worker.wake();
    await settle();
  }
});
