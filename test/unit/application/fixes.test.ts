/** How: slips in prompts over the real application; what is offered is pressed, and must not be refused. */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const plain: Capabilities = {
  actions: { imagine: {} },
  speeds: ['fast'],
  promptCharactersMax: 2000,
  imagePrompts: false,
  parameters: 'all',
};

async function offered(prompt: string, ...vendors: readonly Partial<Capabilities>[]) {
  const [first = {}, ...others] = vendors.map((one) => ({ ...plain, ...one }));
  const world = await setupContext({
    vendor: { capabilities: { ...plain, ...first } },
    others: others.map((capabilities, place) => ({ name: `other${place}`, capabilities })),
  });
  closers.push(world.close);
  const { fixes, requestImagine } = createApplication(world.context);
  const asker = world.origin();
  const refused = await requestImagine({ origin: asker, prompt });
  if (refused.kind !== 'rejected') throw new Error(`not refused: ${refused.kind}`);
  const { fix: offer = null } = refused;
  const ran: (string | null)[] = [];
  for (const choice of ['corrected', 'typed'] as const) {
    if (choice === 'corrected' ? offer?.corrected == null : offer?.asTyped !== true) continue;
    const outcome = await fixes.run({
      origin: world.origin(),
      ...{ offer: asker.interactionId, choice, roleIds: [], onVisibility: () => {} },
    });
    ran.push(outcome.kind === 'accepted' ? outcome.job.request.prompt : JSON.stringify(outcome));
  }
  return { offer, ran };
}

it.each([
  // Right with the newest version, which is not what would run.
  ['a fox --hd --stylise 50', [{ version: 'v7' }], 'a fox --stylize 50', 'a fox --stylize 50'],
  ['a fox --hd --stylise 50', [{}], 'a fox --hd --stylize 50', 'a fox --hd --stylize 50'],
  // Right only with what would run.
  ['a fox -stop 50', [{ version: 'v6.1' }], 'a fox --stop 50', 'a fox --stop 50'],
  // The second vendor takes what the first does not heed.
  ['a fox -tile', [{ parameters: ['ar'] }, {}], 'a fox --tile', 'a fox --tile'],
  [
    'a fox -q 4 --v 8',
    [{ extras: [{ parameter: 'quality', versions: ['v8'], values: ['4'] }] }],
    'a fox --quality 4 --v 8.0',
    'a fox --quality 4 --version 8',
  ],
] as const)('`%s` at %j is corrected to `%s`', async (prompt, vendors, corrected, runs) => {
  const { offer, ran } = await offered(prompt, ...vendors);
  expect(offer?.corrected).toBe(corrected);
  expect(ran[0]).toBe(runs);
});

it('a correction that no vendor heeds is not offered; the words as typed are', async () => {
  const { offer, ran } = await offered('a fox -stylize 50', { parameters: ['ar'] });
  expect(offer).toEqual({ corrected: null, asTyped: true });
  expect(ran).toEqual(['a fox -stylize 50']);
});

it('nothing is offered that would be refused on the press', async () => {
  const { offer } = await offered('a fox --stylise 50', { parameters: ['ar'] });
  expect(offer).toBeNull();
});

it('the first of twenty refusals in a row can still be corrected', async () => {
  const world = await setupContext();
  closers.push(world.close);
  const { fixes, requestImagine } = createApplication(world.context);
  const asker = world.origin();
  await requestImagine({ origin: asker, prompt: 'a fox --stylise 50' });
  for (let n = 1; n < 20; n++) {
    await requestImagine({ origin: world.origin(), prompt: `a fox --stylise ${n}` });
  }
  const outcome = await fixes.run({
    origin: world.origin(),
    ...{ offer: asker.interactionId, choice: 'corrected', roleIds: [], onVisibility: () => {} },
  });
  expect(outcome).toMatchObject({
    kind: 'accepted',
    job: { request: { prompt: 'a fox --stylize 50' } },
  });
});
