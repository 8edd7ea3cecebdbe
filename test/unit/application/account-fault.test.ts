/** How: a vendor whose task ends because its own account is blocked, beside one that works. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it.each([
  ['unauthorized', 'other'],
  ['moderated', 'scripted'],
] as const)('after a task that ended %s the next job goes to %s', async (kind, next) => {
  const world = await setupContext({
    others: [{ name: 'other' }],
    script: { check: [{ kind: 'failed', failure: { kind, detail: 'pending moderation' } }] },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const imagine = async () => {
    const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    return outcome.job;
  };
  const { id } = await imagine();
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  expect(await world.job(id)).toMatchObject({
    state: 'failed',
    vendor: 'scripted',
    failure: { kind },
  });
  expect((await imagine()).vendor).toBe(next);
});
