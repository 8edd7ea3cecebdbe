/**
 * How: a real store and worker; for a while nothing can be saved, as on a full disk, while jobs are claimed and read. The
 * clock goes on by seconds, so that no lease ends by itself.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createWorker } from '#application/run/worker.ts';
import { aloneOn } from '#store/alone.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const SAVES = ['saveEvent', 'saveEventAndKeep'];

/** Everything that can happen by now has happened. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await setImmediate();
}

it('a job whose pass could not be saved goes on as soon as saving works again', async () => {
  const world = await setupContext({
    script: { check: [{ kind: 'running', percent: 1, preview: null }] },
  });
  let isFull = false;
  let refused = 0;
  const store = new Proxy(world.context.store, {
    get: (target, name) => {
      if (!isFull || !SAVES.includes(String(name))) return Reflect.get(target, name);
      return async () => {
        refused++;
        throw new Error('database or disk is full');
      };
    },
  });
  const clock = {
    nowMs: world.context.clock.nowMs,
    sleepUntil: async () => void (await setImmediate()),
  };
  const { presence } = aloneOn(world.context.store, {
    id: 'here/1/0',
    roles: [],
    version: '0',
    sinceMs: 0,
  });
  const worker = createWorker({ ...world.context, store, clock, presence });
  const { wake, leased } = worker;
  const application = createApplication({ ...world.context, store, clock, presence, wake, leased });
  onTestFinished(async () => {
    await worker.stop();
    await world.close();
  });
  worker.start();
  const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  await application.confirmAcknowledged(outcome.job.id, null);
  await settle();
  isFull = true;
  world.pass(2_000);
  wake();
  await settle();
  expect(refused).toBeGreaterThan(1);
  isFull = false;
  world.pass(5_000);
  wake();
  await settle();
  expect((await world.job(outcome.job.id)).progressPercent).toBe(1);
});
