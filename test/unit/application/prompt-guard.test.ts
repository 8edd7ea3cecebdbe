/**
 * How: every way by which a text gets to a vendor, over the real application and store, with a word that was banned
 * after the jobs were made that others follow. Judged by what the vendor was asked and by the server's credits.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import { type GuildId, guildId, type JobId, userId } from '#domain/ids.ts';
import type { PromptVerdict } from '#ports/prompt-moderator.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import { finishedGrid, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const BANNED = 'xyzzy';
const OPERATOR = userId('900000000000000001');
const PICTURE = { kind: 'file', url: 'https://cdn.example/a.png', bytes: 100 } as const;

const suggestions: CheckOutcome = {
  kind: 'finished',
  output: {
    pictures: [],
    composite: null,
    suggestions: ['a fox', `a ${BANNED} fox`],
    handle: { task: 't2' },
    seed: null,
  },
};

async function setup(answers: readonly PromptVerdict[] = [], whenDown?: 'allow') {
  let fetched = 0;
  const grid = await finishedGrid();
  const world = await setupContext({
    ...(whenDown === undefined ? {} : { settings: { moderationWhenDown: whenDown } }),
    fetchPicture: async () => {
      fetched += 1;
      return { kind: 'unreachable', detail: 'this test has no network' };
    },
    script: { check: [grid, grid] },
    vendor: {
      capabilities: {
        actions: {
          ...{ imagine: {}, describe: {}, blend: {}, edit: {}, retexture: {}, shorten: {} },
          ...{ vary: { rewrites: true }, reroll: {}, 'zoom-custom': {}, 'zoom-2x': {} },
          ...{ 'vary-region': { rewrites: true }, 'animate-low': { rewrites: true } },
          'upscale-subtle': {},
        },
        speeds: ['fast'],
        promptCharactersMax: 2000,
        imagePrompts: true,
        parameters: 'all',
      },
    },
  });
  closers.push(world.close);
  const judged: string[] = [];
  const left = [...answers];
  const context = {
    ...world.context,
    ...(answers.length === 0
      ? {}
      : {
          moderator: {
            moderate: async (text: string) => {
              judged.push(text);
              return (left.length > 1 ? left.shift() : left[0]) ?? { kind: 'fine' as const };
            },
            trouble: () => null,
          },
        }),
  };
  const application = createApplication(context);
  const { guildId: guild } = world.origin();
  let acts = 0;
  const ban = (where: GuildId, words = BANNED) =>
    application.moderation.changeWords(
      where,
      { add: words, remove: '' },
      { userId: OPERATOR, interactionId: `9${acts++}` },
    );
  const finish = async (id: JobId): Promise<JobId> => {
    for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    return id;
  };
  const made = async (request: Promise<{ readonly kind: string }>): Promise<JobId> => {
    const outcome = await request;
    if (!('job' in outcome)) throw new Error(JSON.stringify(outcome));
    return finish((outcome as Extract<RequestOutcome, { readonly kind: 'accepted' }>).job.id);
  };
  return {
    ...world,
    ...{ application, guild, ban, judged, made, fetchedCount: () => fetched },
    credits: async () =>
      (await context.store.account(guild, 2000, context.clock.nowMs())).available,
  };
}

type World = Awaited<ReturnType<typeof setup>>;
type Way = (world: World, parents: Parents) => Promise<unknown>;
type Parents = { readonly grid: JobId; readonly single: JobId; readonly described: JobId };

const WORDS = `a ${BANNED} boat`;
const remix =
  (
    parent: 'grid' | 'single',
    button: Parameters<World['application']['requestRemix']>[0]['button'],
  ): Way =>
  ({ application, origin }, parents) =>
    application.requestRemix({
      origin: origin(),
      parentId: parents[parent],
      button,
      prompt: WORDS,
    });

/** Everything that carries a text, by what a person does. */
const WAYS: readonly (readonly [what: string, way: Way])[] = [
  [
    '/imagine',
    ({ application, origin }) => application.requestImagine({ origin: origin(), prompt: WORDS }),
  ],
  [
    '/imagine with pictures',
    ({ application, origin }) =>
      application.requestImagine({
        origin: origin(),
        prompt: `https://cdn.example/a.png ${WORDS}`,
      }),
  ],
  [
    '/imagine, in what it does not want',
    ({ application, origin }) =>
      application.requestImagine({ origin: origin(), prompt: `a boat --no ${BANNED}` }),
  ],
  [
    '/imagine of many',
    ({ application, origin }) =>
      application.requestImagine({ origin: origin(), prompt: `a {red, ${BANNED}} boat` }),
  ],
  [
    '/imagine with an own option',
    async ({ application, origin, context }) => {
      const { userId: person } = origin();
      await context.store.saveCustomOption(person, { name: 'mine', value: `--no ${BANNED}` }, 20);
      return application.requestImagine({ origin: origin(), prompt: 'a boat --mine' });
    },
  ],
  [
    '/imagine with a suffix',
    async ({ application, origin, context }) => {
      await context.store.changeMemberSettings(origin().userId, { suffix: `--no ${BANNED}` });
      return application.requestImagine({ origin: origin(), prompt: 'a boat' });
    },
  ],
  [
    '/shorten',
    ({ application, origin }) => application.requestShorten({ origin: origin(), prompt: WORDS }),
  ],
  ...(['edit', 'retexture'] as const).map((action): readonly [string, Way] => [
    `/${action}`,
    ({ application, origin }) =>
      application.requestEdit({ origin: origin(), action, prompt: WORDS, files: [PICTURE] }),
  ]),
  [
    '/blend with parameters',
    ({ application, origin }) =>
      application.requestFromImages({
        origin: origin(),
        action: 'blend',
        parameters: `--no ${BANNED}`,
        files: [PICTURE, PICTURE],
      }),
  ],
  [
    'a description that was chosen',
    ({ application, origin }, { described }) =>
      application.imagineText({
        origin: origin(),
        prompt: `a ${BANNED} fox`,
        from: { jobId: described, number: 2 },
      }),
  ],
  [
    'all descriptions',
    async ({ application, origin }, { described }) =>
      (await application.requestImagineAll({ origin: origin(), jobId: described })).at(-1),
  ],
  ['remix of V1', remix('grid', { action: 'vary', cell: 1 })],
  ['remix of 🔄', remix('grid', { action: 'reroll', cell: null })],
  ['Custom Zoom', remix('single', { action: 'zoom-custom', cell: null })],
  ['Animate with words', remix('single', { action: 'animate-low', cell: null })],
  [
    'words for a region',
    async ({ application, origin, context }, { single }) => {
      await context.store.changeMemberSettings(origin().userId, { remix: true });
      return application.region.submitParts(
        { origin: origin(), parentId: single, roleIds: [] },
        [0],
        WORDS,
      );
    },
  ],
];

describe.each(['a server’s list', 'the operators’ list'])('%s', (whose) => {
  it.each(WAYS)('is heeded by %s before anything is spent or fetched', async (_what, way) => {
    const world = await setup();
    const { application, origin, made, script } = world;
    const grid = await made(application.requestImagine({ origin: origin(), prompt: 'a boat' }));
    const single = await made(
      application.requestFollowUp({
        origin: origin(),
        parentId: grid,
        button: { action: 'upscale', cell: 1 },
      }),
    );
    script.check.splice(0, script.check.length, suggestions);
    const described = await made(
      application.requestShorten({ origin: origin(), prompt: 'a long boat' }),
    );
    await world.ban(whose === 'a server’s list' ? world.guild : ALL_SERVERS);
    const before = [world.submissions.length, await world.credits(), world.fetchedCount()];
    const outcome = await way(world, { grid, single, described });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      rejection: {
        kind: 'banned-word',
        word: BANNED,
        scope: whose === 'a server’s list' ? 'server' : 'operator',
      },
    });
    // `Imagine all` may have begun what came before the banned one.
    if (_what === 'all descriptions') return;
    expect([world.submissions.length, await world.credits(), world.fetchedCount()]).toEqual(before);
  });
});

it('is the one door: no other file accepts a job', async () => {
  const files: string[] = [];
  for await (const file of glob('src/application/**/*.ts')) {
    if (/\bstore\s*\.acceptJob\(/.test(readFileSync(file, 'utf8'))) files.push(file);
  }
  expect(files).toEqual(['src/application/requests/accept-job.ts']);
});

it('holds for what follows a job with a word that was banned since, but not for U1, which asks nobody', async () => {
  const { application, origin, made, ban, guild } = await setup();
  const grid = await made(application.requestImagine({ origin: origin(), prompt: WORDS }));
  await ban(guild);
  const press = (action: 'vary' | 'upscale' | 'reroll', cell: 1 | null) =>
    application.requestFollowUp({ origin: origin(), parentId: grid, button: { action, cell } });
  expect(await press('vary', 1)).toMatchObject({ rejection: { kind: 'banned-word' } });
  expect(await press('reroll', null)).toMatchObject({ rejection: { kind: 'banned-word' } });
  expect(await press('upscale', 1)).toMatchObject({ kind: 'accepted' });
});

it('holds in its own server alone, and until the word is allowed again', async () => {
  const { application, origin, ban, guild } = await setup();
  await ban(guildId('130000000000000077'));
  const ask = () => application.requestImagine({ origin: origin(), prompt: WORDS });
  expect(await ask()).toMatchObject({ kind: 'accepted' });
  await ban(guild);
  expect(await ask()).toMatchObject({ kind: 'rejected' });
  const by = { userId: OPERATOR, interactionId: '77' };
  await application.moderation.changeWords(guild, { add: '', remove: 'XYZZY' }, by);
  expect(await ask()).toMatchObject({ kind: 'accepted' });
});

describe('the moderation service', () => {
  it('is asked for the words before anything is spent, and its names are told', async () => {
    const flagged = { kind: 'flagged', categories: ['violence'] } as const;
    const { application, origin, judged, submissions, credits } = await setup([flagged]);
    const before = await credits();
    const prompt = 'a battle --ar 3:2 --no blood';
    expect(await application.requestImagine({ origin: origin(), prompt })).toMatchObject({
      rejection: { kind: 'prompt-flagged', categories: ['violence'] },
    });
    expect(judged).toEqual(['a battle\nblood']);
    expect([submissions.length, await credits()]).toEqual([0, before]);
  });

  it('is not asked again for what says the same, nor for what a list refuses', async () => {
    const { application, origin, judged, made, ban, guild } = await setup([{ kind: 'fine' }]);
    const grid = await made(application.requestImagine({ origin: origin(), prompt: 'a boat' }));
    const vary = { parentId: grid, button: { action: 'vary', cell: 1 } } as const;
    await application.requestFollowUp({ origin: origin(), ...vary });
    await ban(guild);
    await application.requestImagine({ origin: origin(), prompt: WORDS });
    expect(judged).toEqual(['a boat']);
    await application.requestRemix({ origin: origin(), ...vary, prompt: 'a lake' });
    expect(judged).toEqual(['a boat', 'a lake']);
  });

  it.each([
    [undefined, { kind: 'rejected', rejection: { kind: 'moderation-unreachable' } }],
    ['allow', { kind: 'accepted' }],
  ] as const)('that gives no answer, where it says %s', async (whenDown, expected) => {
    const silent = { kind: 'unknown', detail: 'no answer in time' } as const;
    const { application, origin, warnings } = await setup([silent], whenDown);
    const outcome = await application.requestImagine({ origin: origin(), prompt: 'a boat' });
    expect(outcome).toMatchObject(expected);
    expect(warnings).toEqual([
      { message: 'prompt moderation failed', detail: 'no answer in time' },
    ]);
  });
});
