/** How: a vendor that answers a second press with the first one's task, over the real application and store. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { type JobId, userId } from '#domain/ids.ts';
import { POSTED, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const OTHER = userId('150000000000009999');

async function setup() {
  const tickets = ['grid', 'first'];
  const world = await setupContext({
    vendor: {
      submit: async () => {
        const id = tickets.shift();
        return id === undefined
          ? { kind: 'accepted', ticket: { id: 'first' }, isOld: true }
          : { kind: 'accepted', ticket: { id } };
      },
      webhook: {
        verify: () => ({ kind: 'forged', detail: 'none comes' }),
        taskOf: (ticket) => JSON.stringify(ticket),
      },
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const runToEnd = async (id: JobId) => {
    for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    return world.job(id);
  };
  const balance = async () => {
    const { guildId } = world.origin();
    return (await world.context.store.account(guildId, 2000, world.context.clock.nowMs()))
      .available;
  };
  const imagined = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (imagined.kind !== 'accepted') throw new Error(imagined.kind);
  const grid = await runToEnd(imagined.job.id);
  const vary = async (differences: Parameters<typeof world.origin>[0] = {}) => {
    const outcome = await application.requestFollowUp({
      origin: world.origin(differences),
      ...{ parentId: grid.id, button: { action: 'vary', cell: 2 } as const },
    });
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return runToEnd(outcome.job.id);
  };
  return { ...world, vary, balance };
}

it('a press that the vendor has made before costs nothing and leads to the first result', async () => {
  const { vary, balance, calls } = await setup();
  const first = await vary();
  expect(first.state).toBe('done');
  const [paid, checks] = [await balance(), calls.checks];
  const second = await vary({ userId: OTHER });
  if (POSTED.kind !== 'posted') throw new Error('nothing was posted');
  expect(second).toMatchObject({
    state: 'failed',
    failure: {
      kind: 'action-unavailable',
      cause: {
        kind: 'made-before',
        link: `https://discord.com/channels/${first.origin.guildId}/${first.origin.channelId}/${POSTED.messageId}`,
      },
    },
  });
  expect(await balance()).toBe(paid);
  expect(calls.checks).toBe(checks);
});
