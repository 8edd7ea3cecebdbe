/**
 * How: a real store and worker, and more jobs than a worker runs at once at a vendor that answers nothing. Another vendor's
 * job and a press that no vendor is asked for must get through meanwhile.
 */
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createWorker } from '#application/run/worker.ts';
import { userId } from '#domain/ids.ts';
import type { Vendor } from '#ports/vendor.ts';
import { finishedGrid, setupContext } from '#test/fixtures/app-context.ts';

const HANGING_JOBS = 100;
const LIMITS = { concurrency: 200, firstCheckMs: 1_000, checkEveryMs: 2_000, deadlineMs: 600_000 };

it('a vendor that answers nothing holds up nobody but its own jobs', {
  timeout: 120_000,
}, async () => {
  const grid = await finishedGrid();
  let isHanging = false;
  let hanging = 0;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const first: Partial<Vendor> = {
    limits: LIMITS,
    check: async () => {
      if (!isHanging) return grid;
      hanging += 1;
      await answered;
      return grid;
    },
  };
  const world = await setupContext({
    vendor: first,
    others: [{ name: 'other', limits: LIMITS, check: async () => grid }],
    memberQueue: { running: 200, waiting: 200 },
    monthlyCredits: 10_000,
  });
  const { context } = world;
  const worker = createWorker({ ...context, clock: { ...context.clock, sleepUntil: resting } });
  onTestFinished(async () => {
    answer();
    await worker.stop();
    await world.close();
  });
  const application = createApplication({ ...context, wake: worker.wake, leased: worker.leased });
  const start = async (vendor = 'scripted', origin = world.origin()) => {
    // The operator's order decides: the first vendor, unless it is left out.
    const vendors = context.vendors.filter(({ name }) => name === vendor);
    const { requestImagine } = createApplication({ ...context, vendors });
    const outcome = await requestImagine({ origin, prompt: 'a fox' });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    await application.confirmAcknowledged(outcome.job.id, null);
    return outcome.job.id;
  };
  const done = (id: Awaited<ReturnType<typeof start>>) =>
    expect
      .poll(
        async () => {
          world.pass(1_000);
          worker.wake();
          return (await world.job(id)).state;
        },
        { timeout: 60_000 },
      )
      .toBe('done');
  worker.start();
  const finished = await start();
  await done(finished);
  isHanging = true;
  for (let made = 0; made < HANGING_JOBS; made += 1) {
    const own = userId(`1500000000000${String(made).padStart(5, '0')}`);
    await start('scripted', world.origin({ userId: own }));
  }
  // As many as may hang do.
  await expect
    .poll(
      () => {
        world.pass(1_000);
        worker.wake();
        return hanging;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(32);
  const pressed = await application.requestFollowUp({
    origin: world.origin(),
    parentId: finished,
    button: { action: 'upscale', cell: 2 },
  });
  if (pressed.kind !== 'accepted') throw new Error(pressed.kind);
  await application.confirmAcknowledged(pressed.job.id, null);
  await done(pressed.job.id);
  await done(await start('other'));
  expect(hanging).toBeLessThan(64);
  answer();
});

/** Until it is woken: time passes by the test's own hand. */
const resting = (_: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
