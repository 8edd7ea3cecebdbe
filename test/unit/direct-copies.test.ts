/** How: jobs are run to their end over a real store and archive; only the message's way out is scripted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { type CopyOutcome, type CopyPost, createDirectCopies } from '#application/direct-copies.ts';
import { channelId, messageId } from '#domain/ids.ts';
import { setupInside } from '#test/fixtures/inside.ts';

const DAY_MS = 24 * 60 * 60_000;

let world: Awaited<ReturnType<typeof setupInside>>;
let outcomes: CopyOutcome[];
let sent: CopyPost[];
let told: string[];
beforeEach(async () => {
  world = await setupInside();
  [outcomes, sent, told] = [[], [], []];
});
afterEach(() => world.close());

/** The sender as one process has it. */
const newCopies = () =>
  createDirectCopies(() => world.inside, {
    send: async (copy) => {
      sent.push(copy);
      return outcomes.shift() ?? 'sent';
    },
    tellClosed: async ({ id }) => {
      told.push(id);
    },
  });

const person = () => world.origin().userId;
const wish = (autoDm: boolean) => world.inside.store.changeMemberSettings(person(), { autoDm });

async function finished(): Promise<string> {
  const application = createApplication(world.inside);
  const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  return id;
}

async function send(copies = newCopies()): Promise<void> {
  copies.send();
  await copies.idle();
}

const left = async () => (await world.inside.store.copiesToSend()).length;

describe('a finished result', () => {
  it('is sent once to who wants it, picture by picture', async () => {
    await wish(true);
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
    await wish(true);
    await finished();
    await wish(false);
    await send();
    expect(sent).toEqual([]);
    expect(await left()).toBe(0);
  });

  it('that went to the direct messages anyhow is not sent there again', async () => {
    await wish(true);
    const elsewhere = channelId('140000000000000099');
    world.script.post[0] = { kind: 'posted', channelId: elsewhere, messageId: messageId('17') };
    await finished();
    expect(await left()).toBe(0);
  });
});

describe('a copy', () => {
  it('that may have been sent before a crash is looked for first', async () => {
    await wish(true);
    await finished();
    outcomes.push('retry');
    await send();
    await send();
    expect(sent.map(({ mayExist }) => mayExist)).toEqual([false, true]);
    expect(await left()).toBe(0);
  });

  it('for closed direct messages ends copies, which is told once', async () => {
    await wish(true);
    const first = await finished();
    await finished();
    outcomes.push('closed', 'closed');
    await send();
    expect(told).toEqual([first]);
    expect(sent).toHaveLength(1);
    expect((await world.inside.store.memberSettings(person())).autoDm).toBe(false);
    expect(await left()).toBe(0);
  });

  it('is given up after a day', async () => {
    await wish(true);
    await finished();
    world.pass(DAY_MS + 1);
    await send();
    expect(sent).toEqual([]);
    expect(await left()).toBe(0);
  });
});
