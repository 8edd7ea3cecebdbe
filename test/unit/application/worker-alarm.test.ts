/** How: a real store and worker on the test's clock; its rests and its claims are counted. */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createWorker } from '#application/run/worker.ts';
import { userId } from '#domain/ids.ts';
import { SINGLE_PROCESS } from '#store/single-process.ts';
import { draftOf, MONTHLY } from '#test/contract/store-world.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

/** Everything that can happen by now has happened. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

async function setUp({ isNotifiedOfSaves = false } = {}) {
  const world = await setupContext({
    vendor: {
      limits: { concurrency: 100, firstCheckMs: 4_000, checkEveryMs: 4_000, deadlineMs: 600_000 },
    },
    script: { check: [{ kind: 'running', percent: 50, preview: null }] },
  });
  const nowMs = world.context.clock.nowMs;
  let claims = 0;
  let rest = { atMs: Number.NaN, end: () => {} };
  const claimDue: typeof world.context.store.claimDue = (claim) => {
    claims += 1;
    return world.context.store.claimDue(claim);
  };
  const sleepUntil = (atMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      rest = { atMs, end: resolve };
      signal.addEventListener('abort', () => resolve());
    });
  const store = { ...world.context.store, claimDue };
  const presence = { ...SINGLE_PROCESS, isNotifiedOfSaves };
  const worker = createWorker({ ...world.context, store, clock: { nowMs, sleepUntil }, presence });
  onTestFinished(async () => {
    await worker.stop();
    await world.close();
  });
  return { world, nowMs, worker, claims: () => claims, rest: () => rest };
}

it('a worker that is told of a later time sleeps until then, and asks the database for nothing before', async () => {
  const { world, nowMs, worker, claims, rest } = await setUp();
  expect(worker.wake()).toBe(false);
  worker.start();
  await settle();
  const before = claims();
  expect(rest().atMs).toBe(Number.POSITIVE_INFINITY);
  const soonMs = nowMs() + 4_000;
  expect(worker.wake(soonMs + 1_000)).toBe(true);
  expect(worker.wake(soonMs)).toBe(true);
  // Later than what it knows of changes nothing.
  worker.wake(soonMs + 500);
  await settle();
  expect([claims(), rest().atMs]).toEqual([before, soonMs]);
  world.pass(4_000);
  rest().end();
  await settle();
  expect([claims(), rest().atMs]).toEqual([before + 1, Number.POSITIVE_INFINITY]);
});

it('one that is told of a time while it asks what is due has not forgotten it when it rests', async () => {
  const { nowMs, worker, rest } = await setUp();
  worker.start();
  worker.wake(nowMs() + 700);
  await settle();
  expect(rest().atMs).toBe(nowMs() + 700);
});

it('one that is woken looks at once, and one that was stopped never does', async () => {
  const { worker, claims } = await setUp();
  worker.start();
  await settle();
  const before = claims();
  expect(worker.wake()).toBe(true);
  await settle();
  expect(claims()).toBe(before + 1);
  await worker.stop();
  expect(worker.wake()).toBe(false);
});

it.each([
  ['told of what was saved', true, 1],
  ['told of nothing', false, 2],
])('one that is %s looks again when a pass ends: %s', async (_, isNotifiedOfSaves, looks) => {
  const { world, nowMs, worker, claims } = await setUp({ isNotifiedOfSaves });
  const draft = draftOf(1, { vendor: 'scripted', dueAtMs: nowMs() });
  expect((await world.context.store.acceptJob(draft, MONTHLY, nowMs())).kind).toBe('accepted');
  worker.start();
  await settle();
  expect((await world.job(draft.id)).state).toBe('running');
  expect(claims()).toBe(looks);
});

it('one that had its hands full looks again when a pass ends, whatever it is told', async () => {
  const { world, nowMs, worker } = await setUp({ isNotifiedOfSaves: true });
  // One more than it runs at once.
  const drafts = Array.from({ length: 65 }, (_, place) =>
    draftOf(place + 1, {
      ...{ vendor: 'scripted', priceCredits: 0, dueAtMs: nowMs() },
      origin: { userId: userId(`1500000000000000${place + 10}`) },
    }),
  );
  for (const draft of drafts) await world.context.store.acceptJob(draft, MONTHLY, nowMs());
  worker.start();
  for (let turns = 0; turns < 20; turns++) await settle();
  const states = await Promise.all(drafts.map(async ({ id }) => (await world.job(id)).state));
  expect(states).toEqual(drafts.map(() => 'running'));
});
