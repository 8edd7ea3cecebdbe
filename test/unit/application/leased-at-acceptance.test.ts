/**
 * A job that may start at once is leased with its acceptance, so that its acknowledgement goes straight to the work.
 * How: a real store and worker; time and every wait are the test's.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createWorker } from '#application/run/worker.ts';
import { messageId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const MESSAGE = messageId('180000000000000001');

/** A clock whose waits end when they are aborted, or when the test rings and their time has come. */
function heldClock(nowMs: () => number) {
  const sleeping = new Map<() => void, number>();
  const clock: Clock = {
    nowMs,
    sleepUntil: (atMs, signal) =>
      new Promise((resolve) => {
        const end = () => {
          sleeping.delete(end);
          resolve();
        };
        sleeping.set(end, atMs);
        signal.addEventListener('abort', end);
      }),
  };
  return {
    clock,
    /** Ends the waits whose time has come. */
    ring: () => {
      for (const [end, atMs] of sleeping) if (atMs <= nowMs()) end();
    },
    /** Everything that can happen by now has happened. */
    settle: async () => {
      for (let turn = 0; turn < 200; turn++) await setImmediate();
      expect(sleeping.size).toBe(1);
    },
  };
}

async function setup(concurrency = 5) {
  const limits = { concurrency, firstCheckMs: 1_000, checkEveryMs: 2_000, deadlineMs: 600_000 };
  const world = await setupContext({
    vendor: { limits },
    script: { check: [{ kind: 'running', percent: 1, preview: null }] },
  });
  const { clock, ring, settle } = heldClock(world.context.clock.nowMs);
  const asked: string[] = [];
  const store = new Proxy(world.context.store, {
    get: (target, name) => {
      asked.push(String(name));
      return Reflect.get(target, name);
    },
  });
  const worker = createWorker({ ...world.context, store, clock });
  const { wake, leased } = worker;
  const application = createApplication({ ...world.context, store, clock, wake, leased });
  onTestFinished(async () => {
    await worker.stop();
    await world.close();
  });
  worker.start();
  await settle();
  const imagine = async () => {
    const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return outcome.job;
  };
  return { ...world, asked, application, imagine, settle, ring };
}

it('an acknowledged job is submitted without a claim, and its message is saved with the intent', async () => {
  const { asked, application, imagine, settle, submissions, job } = await setup();
  await application.confirmAcknowledged((await imagine()).id, null);
  await settle();
  expect(submissions).toHaveLength(1);
  // The worker wakes by then for the first one: nobody has to wake it for the second.
  asked.length = 0;
  const { id } = await imagine();
  await settle();
  const accepting = [
    'memberSettings',
    'customOptions',
    // What operators and the server keep out.
    'guildSettings',
    'guildSettings',
    'acceptJob',
  ];
  expect(asked).toEqual(accepting);
  await application.confirmAcknowledged(id, MESSAGE);
  await settle();
  expect(submissions).toHaveLength(2);
  expect(asked).not.toContain('acknowledgeJob');
  expect(asked.slice(accepting.length, asked.indexOf('saveEventAndKeep'))).not.toContain(
    'claimDue',
  );
  expect((await job(id)).progressMessageId).toBe(MESSAGE);
});

it('one that waits while all slots are taken wakes nobody, and starts when a slot is free', async () => {
  const { asked, application, imagine, settle, submissions, origin } = await setup(1);
  const first = await imagine();
  await application.confirmAcknowledged(first.id, null);
  await settle();
  asked.length = 0;
  const waiting = await imagine();
  await application.confirmAcknowledged(waiting.id, MESSAGE);
  await settle();
  expect(asked.filter((name) => name === 'claimDue')).toEqual([]);
  expect(submissions).toHaveLength(1);
  const { guildId, userId } = origin();
  await application.cancelJob({ guildId, userId, jobId: first.id });
  await settle();
  expect(submissions.map(({ reference }) => reference)).toEqual([first.id, waiting.id]);
});

it('one that nobody acknowledges is claimed when its grace is over', async () => {
  const { imagine, settle, submissions, pass, ring } = await setup();
  const { dueAtMs, createdAtMs } = await imagine();
  await settle();
  expect(submissions).toHaveLength(0);
  pass((dueAtMs ?? 0) - createdAtMs);
  ring();
  await settle();
  expect(submissions).toHaveLength(1);
});

it('one that was acknowledged too late is left to who claims it, with its message', async () => {
  const { imagine, settle, submissions, pass, application, job } = await setup();
  const { id, dueAtMs, createdAtMs } = await imagine();
  pass((dueAtMs ?? 0) - createdAtMs);
  await application.confirmAcknowledged(id, MESSAGE);
  await settle();
  expect(submissions).toHaveLength(1);
  expect(await job(id)).toMatchObject({ state: 'running', progressMessageId: MESSAGE });
});
