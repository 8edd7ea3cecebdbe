/**
 * Who sees a job's first answer: every way to ask for one x setting x flag x parent x ready in time or not, judged by
 * what another person in the channel sees while it is made and afterwards. The application, the store and discord.js
 * are the real ones; the store takes its time where the reply is to be late.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { channelId, guildId, type JobId, userId } from '#domain/ids.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import { colourPng, finishedGrid, setupContext } from '#test/fixtures/app-context.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

type Seen = 'public' | 'stealth';
type Case = {
  readonly setting: Seen;
  readonly flag: '' | ' --stealth' | ' --public';
  readonly parent: Seen | null;
  readonly path: 'fast' | 'slow';
};

const EPHEMERAL = 64;
const SETTINGS: readonly Seen[] = ['public', 'stealth'];
const PATHS = ['fast', 'slow'] as const;
const FLAGS = ['', ' --stealth', ' --public'] as const;

const cases = (flags: readonly Case['flag'][], parents: readonly Case['parent'][]): Case[] =>
  SETTINGS.flatMap((setting) =>
    flags.flatMap((flag) =>
      parents.flatMap((parent) => PATHS.map((path) => ({ setting, flag, parent, path }))),
    ),
  );

const TEXTS: CheckOutcome = {
  kind: 'finished',
  output: {
    pictures: [],
    composite: null,
    suggestions: ['a red fox', 'two'],
    handle: {},
    seed: null,
  },
};

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
/** Where the store takes its time, and that it was asked. */
let gate: Promise<void> = Promise.resolve();
let asked = Promise.withResolvers<void>();
const parents = new Map<string, JobId>();

const member = () => edge.member;
const origin = () =>
  world.origin({
    guildId: guildId(edge.playground.guildId('Harbour Lights')),
    channelId: channelId(edge.channelId),
    userId: userId(member().id),
  });
const setVisibility = (visibility: Seen, remix: boolean) =>
  world.context.store.changeMemberSettings(userId(member().id), { visibility, remix });

beforeAll(async () => {
  edge = await setUpEdge();
  const bytes = await colourPng('#ff0000');
  world = await setupContext({
    memberQueue: { running: 100, waiting: 100 },
    monthlyCredits: 1_000_000,
    vendor: {
      limits: { concurrency: 500, firstCheckMs: 1, checkEveryMs: 1, deadlineMs: 600_000 },
      capabilities: {
        actions: {
          imagine: {},
          vary: { rewrites: true },
          describe: {},
          shorten: {},
          blend: {},
          edit: {},
        },
        speeds: ['fast'],
        promptCharactersMax: 8000,
        imagePrompts: true,
        parameters: 'all',
      },
    },
    fetchPicture: async () => ({ kind: 'fetched', bytes, mediaType: 'image/png' }),
  });
  const { store } = world.context;
  const application = createApplication({
    ...world.context,
    store: {
      ...store,
      acceptJob: async (...given) => {
        asked.resolve();
        await gate;
        return store.acceptJob(...given);
      },
    },
  });
  edge.scripted.application = application;
  for (const parent of SETTINGS) {
    await setVisibility(parent, false);
    world.script.check.splice(0, 1, await finishedGrid());
    const grid = await application.requestImagine({ origin: origin(), prompt: 'a parent' });
    for (let turn = 0; turn < 3; turn++) await world.run();
    world.script.check.splice(0, 1, TEXTS);
    const words = await application.requestShorten({ origin: origin(), prompt: 'a parent' });
    for (let turn = 0; turn < 3; turn++) await world.run();
    if (grid.kind !== 'accepted' || words.kind !== 'accepted') throw new Error('no parents');
    parents.set(`grid ${parent}`, grid.job.id);
    parents.set(`words ${parent}`, words.job.id);
  }
});
afterAll(async () => {
  await edge.stop();
  await world.close();
});

const image = () => ({ name: 'a.png', bytes: Buffer.from('x'), contentType: 'image/png' });
/** A press on a message of its own, since presses redraw it. Discord takes five messages in five seconds. */
const pressOn = async (customId: string) => {
  edge.clock.advance(1_000);
  const message = await postButtons(edge.playground, edge.channelId, [customId]);
  return () => member().press(message, { customId });
};
const idOf = (what: 'grid' | 'words', parent: Case['parent']) =>
  parents.get(`${what} ${parent}`) ?? 'none';

/** How each is asked for; a modal is opened before and submitted by the second step. */
const WAYS: {
  readonly [way: string]: {
    readonly cases: readonly Case[];
    readonly ask: (given: Case) => Promise<() => Promise<unknown>>;
  };
} = {
  imagine: {
    cases: cases(FLAGS, [null]),
    ask: async ({ flag }) => {
      return () => member().command(edge.channelId, 'imagine', { prompt: `a fox${flag}` });
    },
  },
  shorten: {
    cases: cases(FLAGS, [null]),
    ask: async ({ flag }) => {
      return () => member().command(edge.channelId, 'shorten', { prompt: `a fox${flag}` });
    },
  },
  edit: {
    cases: cases(FLAGS, [null]),
    ask: async ({ flag }) => {
      const options = { prompt: `a fox${flag}`, image: image() };
      return () => member().command(edge.channelId, 'edit', options);
    },
  },
  describe: {
    cases: cases([''], [null]),
    ask: async () => () => member().command(edge.channelId, 'describe', { image: image() }),
  },
  'a press': {
    cases: cases([''], SETTINGS),
    ask: ({ parent }) => pressOn(`f1.${idOf('grid', parent)}.v1`),
  },
  'a remix': {
    cases: cases(FLAGS, SETTINGS),
    ask: async ({ flag, parent, setting }) => {
      await setVisibility(setting, true);
      const open = await pressOn(`f1.${idOf('grid', parent)}.v1`);
      const opener = await open();
      return () => member().submitModal(opener, { prompt: `a changed parent${flag}` });
    },
  },
  'words of a job': {
    cases: cases(FLAGS, SETTINGS),
    ask: async ({ flag, parent }) => {
      const open = await pressOn(`f1.${idOf('words', parent)}.t1`);
      const opener = await open();
      return () => member().submitModal(opener, { prompt: `a red fox${flag}` });
    },
  },
};

/** What everybody in the channel sees of the bot, by id. */
const everyones = () =>
  edge.playground.messages
    .all(edge.channelId)
    .filter(({ author, flags }) => author.bot === true && ((flags ?? 0) & EPHEMERAL) === 0)
    .map(({ id }) => id);

const isPrivate = ({ setting, flag, parent }: Case): boolean =>
  parent === 'stealth' || flag === ' --stealth' || (setting === 'stealth' && flag === '');

it.each(Object.entries(WAYS))(
  '%s is seen by whom it is for from the first answer on',
  async (_, way) => {
    for (const given of way.cases) {
      // Job ids are drawn from the time.
      world.pass(1);
      await setVisibility(given.setting, false);
      const send = await way.ask(given);
      asked = Promise.withResolvers();
      const opened = Promise.withResolvers<void>();
      if (given.path === 'slow') gate = opened.promise;
      const before = new Set(everyones());
      const fresh = () => everyones().filter((id) => !before.has(id)).length;
      const sending = send();
      // Each reply waits once, in time or not.
      await edge.waitedFor((ms) => ms === 1_200);
      if (given.path === 'slow') {
        await asked.promise;
        edge.clock.advance(1_200);
        await sending;
      }
      const meanwhile = fresh();
      opened.resolve();
      await sending;
      await edge.router.idle();
      const visible = fresh();
      const told = JSON.stringify(given);
      expect(`${told} ${visible}`).toBe(`${told} ${isPrivate(given) ? 0 : 1}`);
      // What is public is so from "thinking" on, what is not never was.
      if (given.path === 'slow') expect(`${told} ${meanwhile}`).toBe(`${told} ${visible}`);
      gate = Promise.resolve();
    }
  },
  120_000,
);
