/**
 * How: a real store and worker; for a while nothing can be saved, as on a full disk, while jobs are accepted, claimed and
 * read. The clock goes on by seconds, so that no lease ends by itself.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createWorker } from '#application/run/worker.ts';
import { messageId } from '#domain/ids.ts';
import { singleProcess } from '#store/single-process.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const SAVES = ['saveEvent', 'saveEventAndKeep', 'acknowledgeJob'];
const MESSAGE = messageId('180000000000000001');
/** How long a new job waits for its acknowledgement at most. */
const GRACE_MS = 4_000;

async function setup() {
  const world = await setupContext({
    script: { check: [{ kind: 'running', percent: 1, preview: null }] },
  });
  const disk = { isFull: false, refused: 0 };
  const store = new Proxy(world.context.store, {
    get: (target, name) => {
      if (!disk.isFull || !SAVES.includes(String(name))) return Reflect.get(target, name);
      return async () => {
        disk.refused++;
        throw new Error('database or disk is full');
      };
    },
  });
  const clock = {
    nowMs: world.context.clock.nowMs,
    sleepUntil: async () => void (await setImmediate()),
  };
  const { presence } = singleProcess(world.context.store, {
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
  const { id } = outcome.job;
  return {
    disk,
    pass: world.pass,
    acknowledge: (message = MESSAGE) => application.confirmAcknowledged(id, message),
    job: () => world.job(id),
    /** Everything that can happen by now has happened. */
    settle: async () => {
      wake();
      for (let turn = 0; turn < 200; turn++) await setImmediate();
    },
  };
}

it('a job whose pass could not be saved goes on as soon as saving works again', async () => {
  const { disk, pass, acknowledge, job, settle } = await setup();
  await acknowledge();
  await settle();
  disk.isFull = true;
  pass(2_000);
  await settle();
  expect(disk.refused).toBeGreaterThan(1);
  disk.isFull = false;
  pass(5_000);
  await settle();
  expect((await job()).progressPercent).toBe(1);
});

it('a progress message that could not be saved with the first pass is saved with the next', async () => {
  const { disk, pass, acknowledge, job, settle } = await setup();
  disk.isFull = true;
  await acknowledge();
  await settle();
  expect(disk.refused).toBeGreaterThan(1);
  disk.isFull = false;
  pass(5_000);
  await settle();
  expect(await job()).toMatchObject({ state: 'running', progressMessageId: MESSAGE });
});

it('an acknowledgement that could not be saved is no error of the person, and its message is saved later', async () => {
  const { disk, pass, acknowledge, job, settle } = await setup();
  disk.isFull = true;
  // Too late for the lease: a worker may claim it.
  pass(GRACE_MS);
  await acknowledge();
  await settle();
  expect(disk.refused).toBeGreaterThan(1);
  disk.isFull = false;
  pass(5_000);
  await settle();
  expect(await job()).toMatchObject({ state: 'running', progressMessageId: MESSAGE });
});

it('a pass under way keeps its job although an older one of that job ends meanwhile', async () => {
  let checks = 0;
  const preview = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const running = { kind: 'running', percent: 1, preview: null } as const;
  const world = await setupContext({
    vendor: {
      check: async () => {
        checks += 1;
        if (checks === 1) return { ...running, preview: { kind: 'url', url: 'https://a.b/1.png' } };
        await end.promise;
        return running;
      },
    },
    fetchPicture: async () => {
      await preview.promise;
      return { kind: 'not-found', detail: 'gone' };
    },
  });
  let isAway = false;
  const store = {
    ...world.context.store,
    claimDue: (claim: Parameters<typeof world.context.store.claimDue>[0]) => {
      if (!isAway) return world.context.store.claimDue(claim);
      isAway = false;
      return Promise.reject(new Error('away'));
    },
  };
  const clock = {
    nowMs: world.context.clock.nowMs,
    sleepUntil: async () => void (await setImmediate()),
  };
  const self = { id: 'here/1/0', roles: [], version: '0', sinceMs: 0 };
  const { presence } = singleProcess(world.context.store, self);
  const worker = createWorker({ ...world.context, store, clock, presence });
  const application = createApplication({ ...world.context, store, clock, presence });
  onTestFinished(async () => {
    end.resolve();
    await worker.stop();
    await world.close();
  });
  const settle = async () => {
    worker.wake();
    for (let turn = 0; turn < 200; turn++) await setImmediate();
  };
  worker.start();
  await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  for (let second = 0; second < 30 && checks < 2; second++) {
    world.pass(1_000);
    await settle();
  }
  expect(checks).toBe(2);
  preview.resolve();
  await settle();
  isAway = true;
  await settle();
  await settle();
  expect(isAway).toBe(false);
  expect(checks).toBe(2);
});
