/** How: slips in prompts over the real application; what is offered is pressed, and must not be refused. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import { messageId } from '#domain/ids.ts';
import { isInteractionPart } from '#domain/interaction-part.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';

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
      ...{ offer: asker.interactionId, choice, roleIds: [] },
    });
    ran.push(outcome.kind === 'accepted' ? outcome.job.request.prompt : JSON.stringify(outcome));
  }
  return { offer, ran };
}

it.each([
  // Right with the newest version, which is not what would run.
  ['a fox --hd --stylise 50', [{ version: 'v7' }], 'a fox --stylize 50', 'a fox --stylize 50'],
  [
    'a fox -ar 3:2 --stylise 50',
    [{}],
    'a fox --ar 3:2 --stylize 50',
    'a fox --ar 3:2 --stylize 50',
  ],
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

it.each([
  // What its refusal says to leave out, or to write instead.
  ['a fox --weird 9 --ar 3:2', { parameters: ['ar'] }, 'a fox --ar 3:2'],
  ['a fox --turbo --v 7', { speeds: ['fast'] }, 'a fox --v 7.0'],
] as const)('`%s`, refused by a vendor with %j, can run as `%s`', async (typed, vendor, shown) => {
  const { offer, ran } = await offered(typed, vendor);
  expect(offer).toEqual({ corrected: shown, asTyped: false });
  expect(ran).toEqual([shown.replace('--v 7.0', '--version 7')]);
});

it.each([
  ['a {red|blue} fox', 'a {red,blue} fox', 2],
  ['{a|b} {c|d} --stylise 50', '{a,b} {c,d} --stylize 50', 4],
  ['a {red,blue} fox --stylise 50', 'a {red,blue} fox --stylize 50', 2],
  ['a fox --repeat 3 --choas 20', 'a fox --repeat 3 --chaos 20', 3],
  ['a {red,blue} fox --relax', 'a {red,blue} fox --fast', 2],
  ['pay {$1|$&} now', 'pay {$1,$&} now', 2],
])('`%s` is asked about as `%s` on the press', async (typed, corrected, jobs) => {
  const world = await setupContext();
  closers.push(world.close);
  const { batches, fixes, requestImagine } = createApplication(world.context);
  const asker = world.origin();
  const refused = await requestImagine({ origin: asker, prompt: typed });
  expect(refused).toMatchObject({ kind: 'rejected', fix: { corrected, asTyped: false } });
  const press = world.origin();
  const offer = asker.interactionId;
  const asked = await fixes.run({ origin: press, offer, choice: 'corrected', roleIds: [] });
  expect(asked).toMatchObject({ kind: 'question', jobs });
  const started = await batches.start(world.origin(), press.interactionId, []);
  expect(started?.map(({ kind }) => kind)).toEqual(Array.from({ length: jobs }, () => 'accepted'));
  const again = await fixes.run({
    origin: world.origin(),
    offer,
    choice: 'corrected',
    roleIds: [],
  });
  expect(again).toMatchObject({ rejection: { kind: 'fix-stale' } });
});

it.each(['a {red,blue} fox --ar {16:9,1:1} --stylise', 'a {b --stylise 50', 'a {b,c} --blorp'])(
  '`%s` is for the person to correct',
  async (typed) => {
    const { offer } = await offered(typed);
    expect(offer).toBeNull();
  },
);

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
    ...{ offer: asker.interactionId, choice: 'corrected', roleIds: [] },
  });
  expect(outcome).toMatchObject({
    kind: 'accepted',
    job: { request: { prompt: 'a fox --stylize 50' } },
  });
});

describe('a slip in a prompt that goes with something else', () => {
  async function studio() {
    const bytes = await colourPng('#203040');
    const world = await setupContext({
      fetchPicture: async () => ({ kind: 'fetched', bytes, mediaType: 'image/png' }),
      vendor: {
        capabilities: {
          ...plain,
          actions: { imagine: {}, edit: {}, shorten: {}, vary: { rewrites: true } },
        },
      },
    });
    closers.push(world.close);
    const application = createApplication(world.context);
    const pressFix = async (offer: string) => {
      const outcome = await application.fixes.run({
        origin: world.origin(),
        ...{ offer, choice: 'corrected', roleIds: [] },
      });
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      return outcome.job;
    };
    return { ...world, application, pressFix };
  }

  it('/edit keeps its picture', async () => {
    const { application, origin, pressFix } = await studio();
    const asker = origin();
    const files = [{ kind: 'file', url: 'https://a.example/1.png', bytes: 9 }] as const;
    const refused = await application.requestEdit({
      origin: asker,
      ...{ action: 'edit', files, prompt: 'in snow --stylise 50' },
    });
    expect(refused).toMatchObject({ fix: { corrected: 'in snow --stylize 50', asTyped: false } });
    const { request, origin: of } = await pressFix(asker.interactionId);
    expect(request).toMatchObject({ action: 'edit', images: [{ url: files[0].url }] });
    // Its message follows the answer, which is another.
    expect(isInteractionPart(of.interactionId)).toBe(true);
    expect(request.prompt).toContain('in snow --stylize 50');
  });

  it('/shorten is shortened, without what settings would add', async () => {
    const { application, origin, pressFix } = await studio();
    const asker = origin();
    await application.members.setSuffix(asker.userId, '--raw');
    const refused = await application.requestShorten({
      origin: asker,
      prompt: 'a very old fox --stylise 50',
    });
    expect(refused).toMatchObject({ fix: { corrected: 'a very old fox --stylize 50' } });
    expect((await pressFix(asker.interactionId)).request).toMatchObject({
      ...{ action: 'shorten', prompt: 'a very old fox --stylize 50' },
    });
  });

  it('a rewritten prompt follows the picture that was pressed, and answers its message', async () => {
    const { application, origin, run, pressFix } = await studio();
    const first = await application.requestImagine({ origin: origin(), prompt: 'a fox' });
    if (first.kind !== 'accepted') throw new Error(first.kind);
    for (let turn = 0; turn < 3; turn++) await run();
    const sourceMessageId = messageId('170000000000000001');
    const asker = { ...origin(), sourceMessageId };
    const refused = await application.requestRemix({
      origin: asker,
      ...{ parentId: first.job.id, button: { action: 'vary', cell: 1 } },
      prompt: 'a wolf -ar 3:2 --stylise 50',
    });
    expect(refused).toMatchObject({ fix: { corrected: 'a wolf --ar 3:2 --stylize 50' } });
    expect(await pressFix(asker.interactionId)).toMatchObject({
      ...{ parentId: first.job.id, origin: { sourceMessageId } },
      request: { action: 'vary', cell: 1, prompt: 'a wolf --ar 3:2 --stylize 50', remixed: true },
    });
  });
});
