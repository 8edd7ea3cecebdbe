/**
 * How: jobs are run to their end over a real store and archive; only the message's way out is scripted, and
 * a pause ends when the test says so.
 */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CopyOutcome,
  type CopyPost,
  createDirectCopies,
} from '#application/accounts/direct-copies.ts';
import { createApplication } from '#application/create-application.ts';
import { channelId, messageId, userId } from '#domain/ids.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const DAY_MS = 24 * 60 * 60_000;

let world: Awaited<ReturnType<typeof setupContext>>;
let outcomes: CopyOutcome[];
let sent: CopyPost[];
let told: string[];
let pauses: { readonly ms: number; readonly end: () => void }[];
/** People who are being sent something right now, and the most of them so far. */
let busy: { now: number; most: number };
/** Keeps whoever is being sent something until it ends; null where sending takes no time. */
let held: Promise<unknown> | null;
beforeEach(async () => {
  world = await setupContext();
  [outcomes, sent, told, pauses, busy] = [[], [], [], [], { now: 0, most: 0 }];
  held = null;
});
afterEach(() => world.close());

/** The sender as one process has it. */
const newCopies = () => {
  const { clock } = world.context;
  const sleepUntil: typeof clock.sleepUntil = (atMs, signal) =>
    new Promise((resolve) => {
      pauses.push({ ms: atMs - clock.nowMs(), end: resolve });
      signal.addEventListener('abort', () => resolve());
    });
  const context = { ...world.context, clock: { ...clock, sleepUntil } };
  return createDirectCopies(() => context, {
    send: async (copy) => {
      sent.push(copy);
      busy.now += 1;
      busy.most = Math.max(busy.most, busy.now);
      await (held ?? setImmediate());
      busy.now -= 1;
      return outcomes.shift() ?? 'sent';
    },
    tellClosed: async ({ id }) => {
      told.push(id);
    },
  });
};

const person = () => world.origin().userId;
const setAutoDm = (autoDm: boolean) =>
  world.context.store.changeMemberSettings(person(), { autoDm });

async function finished(origin = world.origin()): Promise<string> {
  const application = createApplication(world.context);
  const outcome = await application.requestImagine({ origin, prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  return id;
}

async function send(copies = newCopies()): Promise<void> {
  copies.send();
  await copies.idle();
}

const left = async () => (await world.context.store.copiesToSend()).length;

describe('a finished result', () => {
  it('is sent once to who wants it, picture by picture', async () => {
    await setAutoDm(true);
    const id = await finished();
    const copies = newCopies();
    copies.send();
    copies.send();
    await send(copies);
    expect(sent.map(({ job, mayExist }) => [job.id, mayExist])).toEqual([[id, false]]);
    expect(sent[0]?.attachments).toHaveLength(4);
    expect(await left()).toBe(0);
  });

  it('is not sent to anybody else, nor after it was turned off', async () => {
    await finished();
    await setAutoDm(true);
    await finished();
    await setAutoDm(false);
    await send();
    expect(sent).toEqual([]);
    expect(await left()).toBe(0);
  });

  it('that went to the direct messages anyhow is not sent there again', async () => {
    await setAutoDm(true);
    const elsewhere = channelId('140000000000000099');
    world.script.post[0] = { kind: 'posted', channelId: elsewhere, messageId: messageId('17') };
    await finished();
    expect(await left()).toBe(0);
  });
});

describe('a copy', () => {
  it('that may have been sent before a crash is looked for first', async () => {
    await setAutoDm(true);
    await finished();
    outcomes.push('retry');
    await send();
    await send();
    expect(sent.map(({ mayExist }) => mayExist)).toEqual([false, true]);
    expect(await left()).toBe(0);
  });

  it('that could not be sent is tried again by itself, less and less often', async () => {
    await setAutoDm(true);
    await finished();
    outcomes.push('retry', 'retry');
    const copies = newCopies();
    await send(copies);
    // Another result in the meantime is no reason to try this one at once.
    await send(copies);
    expect(sent).toHaveLength(1);
    pauses[0]?.end();
    await setImmediate();
    await copies.idle();
    pauses[1]?.end();
    await setImmediate();
    await copies.idle();
    expect(sent.map(({ mayExist }) => mayExist)).toEqual([false, true, true]);
    expect(pauses.map(({ ms }) => ms)).toEqual([5_000, 10_000]);
    expect(await left()).toBe(0);
  });

  it('is not tried again after a shutdown has begun', async () => {
    await setAutoDm(true);
    await finished();
    outcomes.push('retry');
    const copies = newCopies();
    await send(copies);
    await copies.close();
    await send(copies);
    expect(sent).toHaveLength(1);
    expect(await left()).toBe(1);
  });

  it('waits while four people are served', async () => {
    for (let n = 0; n < 6; n++) {
      const origin = { ...world.origin(), userId: userId(`15000000000000010${n}`) };
      await world.context.store.changeMemberSettings(origin.userId, { autoDm: true });
      await finished(origin);
    }
    const gate = Promise.withResolvers<void>();
    held = gate.promise;
    const copies = newCopies();
    copies.send();
    await expect.poll(() => busy.now).toBe(4);
    // Time enough for a fifth, which would be on its way beside them.
    for (let turn = 0; turn < 200; turn++) await setImmediate();
    gate.resolve();
    await copies.idle();
    expect(sent).toHaveLength(6);
    expect(busy.most).toBe(4);
    expect(await left()).toBe(0);
  });

  it('for closed direct messages ends copies, which is told once', async () => {
    await setAutoDm(true);
    const first = await finished();
    await finished();
    outcomes.push('closed', 'closed');
    await send();
    expect(told).toEqual([first]);
    expect(sent).toHaveLength(1);
    expect((await world.context.store.memberSettings(person())).autoDm).toBe(false);
    expect(await left()).toBe(0);
  });

  it('is given up after a day', async () => {
    await setAutoDm(true);
    await finished();
    world.pass(DAY_MS + 1);
    await send();
    expect(sent).toEqual([]);
    expect(await left()).toBe(0);
  });
});
