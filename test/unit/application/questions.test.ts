/** A question stands for minutes: what its person set meanwhile holds for the jobs that it starts. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function asked(prompt: string, settings: Partial<MemberSettings> = {}) {
  const world = await setupContext();
  closers.push(world.close);
  const application = createApplication(world.context);
  const origin = world.origin();
  await world.context.store.changeMemberSettings(origin.userId, settings);
  const outcome = await application.requestImagine({ origin, prompt });
  const { userId } = origin;
  const set = (visibility: 'stealth' | 'public') =>
    world.context.store.changeMemberSettings(userId, { visibility });
  return { ...world, application, question: origin.interactionId, outcome, set };
}

it('a batch that was asked about in public is made in stealth once that is set', async () => {
  const { application, origin, question, outcome, set } = await asked('a {red,blue} fox');
  expect(outcome.kind).toBe('question');
  await set('stealth');
  const jobs = (await application.batches.start(origin(), question, [])) ?? [];
  const seen = jobs.map((one) => one.kind === 'accepted' && one.job.request.visibility);
  expect(seen).toEqual(['stealth', 'stealth']);
});

it('a batch runs as fast as there is where the speed is a setting, as one job does', async () => {
  const { application, origin, question, outcome } = await asked('a {red,blue} fox --v 7', {
    speed: 'turbo',
  });
  expect(outcome).toMatchObject({ kind: 'question', jobs: 2, credits: 16 });
  const jobs = (await application.batches.start(origin(), question, [])) ?? [];
  const speeds = jobs.map((one) => one.kind === 'accepted' && one.job.request.speed);
  expect(speeds).toEqual(['fast', 'fast']);
});

it('a corrected prompt too', async () => {
  const { application, origin, question, outcome, set } = await asked('a fox --stylise 50');
  expect(outcome).toMatchObject({ kind: 'rejected', fix: {} });
  await set('stealth');
  const run = await application.fixes.run({
    origin: origin(),
    offer: question,
    choice: 'corrected',
    roleIds: [],
  });
  expect(run).toMatchObject({ kind: 'accepted', job: { request: { visibility: 'stealth' } } });
});

it('neither outlives an erasure of what their person typed', async () => {
  const { application, origin, question } = await asked('a {red,blue} fox');
  const refused = origin();
  await application.requestImagine({ origin: refused, prompt: 'a fox --stylise 50' });
  const { userId } = refused;
  await application.privacy.erase({ kind: 'person', userId });
  const fix = { offer: refused.interactionId, choice: 'corrected', roleIds: [] } as const;
  expect(await application.fixes.run({ origin: origin(), ...fix })).toMatchObject({
    rejection: { kind: 'fix-stale' },
  });
  expect(await application.batches.start(origin(), question, [])).toBeNull();
});
