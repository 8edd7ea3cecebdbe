/** What may be fetched for a person: how much, how many at once, and not before everything else was asked. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { guildId, userId } from '#domain/ids.ts';
import { boundFetcher } from '#images/bounded-fetch.ts';
import type { FetchOutcome, PictureFetcher } from '#ports/fetch-picture.ts';
import { colourPng, setupInside } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Asked = { readonly url: string; readonly options: Parameters<PictureFetcher>[1] };

async function setup(monthlyCredits = 1000) {
  const bytes = await colourPng('#ff0000');
  const asked: Asked[] = [];
  const world = await setupInside({
    monthlyCredits,
    vendor: {
      capabilities: {
        actions: { imagine: {}, describe: {}, edit: {}, blend: {} },
        speeds: ['fast'],
        promptCharactersMax: 8000,
        imagePrompts: true,
        parameters: 'all',
      },
    },
    fetchPicture: async (url, options) => {
      asked.push({ url, options });
      return { kind: 'fetched', bytes, mediaType: 'image/png' };
    },
  });
  closers.push(world.close);
  return { ...world, application: createApplication(world.context), asked };
}

const links = (count: number) =>
  Array.from({ length: count }, (_, place) => `https://a.b/${place}.png`).join(' ');
const file = (name: string) => ({ kind: 'file', url: `https://a.b/${name}`, bytes: 9 }) as const;

describe('before anything is fetched', () => {
  const ways: Record<
    string,
    (world: Awaited<ReturnType<typeof setup>>) => Promise<{ readonly kind: string }>
  > = {
    '/imagine': ({ application, origin }) =>
      application.requestImagine({ origin: origin(), prompt: `${links(2)} a fox` }),
    '/describe': ({ application, origin }) =>
      application.requestFromImages({
        origin: origin(),
        action: 'describe',
        files: [file('1')],
        parameters: '',
      }),
    '/blend': ({ application, origin }) =>
      application.requestFromImages({
        origin: origin(),
        action: 'blend',
        files: [file('1'), file('2')],
        parameters: '--ar 1:1',
      }),
    '/edit': ({ application, origin }) =>
      application.requestEdit({
        origin: origin(),
        action: 'edit',
        files: [file('1')],
        prompt: 'a fox',
      }),
    'a batch': async ({ application, origin }) => {
      const prompt = `${links(1)} a {red,blue} fox`;
      const asked = await application.requestImagine({ origin: origin(), prompt });
      return { kind: asked.kind === 'question' ? 'accepted' : asked.kind };
    },
  };
  it.each(Object.entries(ways))('%s is refused where nothing can be paid', async (_, ask) => {
    const world = await setup(0);
    expect(await ask(world)).toMatchObject({ kind: 'rejected' });
    expect(world.asked).toEqual([]);
  });

  it.each(Object.entries(ways))('%s is let through where it can', async (_, ask) => {
    const world = await setup();
    expect((await ask(world)).kind).toBe('accepted');
    expect(world.asked.length).toBeGreaterThan(0);
  });

  it('a prompt with more than ten links is refused, one with ten is not', async () => {
    const { application, origin, asked } = await setup();
    const ask = (count: number) =>
      application.requestImagine({ origin: origin(), prompt: `${links(count)} a fox` });
    expect(await ask(11)).toMatchObject({ rejection: { why: 'too-many' } });
    expect(asked).toEqual([]);
    expect((await ask(10)).kind).toBe('accepted');
    expect(asked).toHaveLength(10);
  });
});

it('the fetcher is told the largest size and for whom it fetches', async () => {
  const { application, origin, asked } = await setup();
  const from = origin();
  await application.requestImagine({ origin: from, prompt: `${links(1)} a fox` });
  expect(asked[0]?.options).toMatchObject({
    bytesMax: 10 * 1024 * 1024,
    fetchedFor: { userId: from.userId, guildId: from.guildId },
  });
});

it('nothing is kept unless every picture can be used', async () => {
  const { context, application, origin } = await setup();
  const kept: string[] = [];
  const { archive } = context;
  const bytes = await colourPng('#00ff00');
  const careful = createApplication({
    ...context,
    archive: {
      ...archive,
      put: (...given) => {
        kept.push(given[1]);
        return archive.put(...given);
      },
    },
    fetchPicture: async (url): Promise<FetchOutcome> =>
      url.endsWith('1.png')
        ? { kind: 'not-found', detail: 'gone' }
        : { kind: 'fetched', bytes, mediaType: 'image/png' },
  });
  const prompt = `${links(2)} a fox`;
  expect((await careful.requestImagine({ origin: origin(), prompt })).kind).toBe('rejected');
  expect(kept).toEqual([]);
  expect((await application.requestImagine({ origin: origin(), prompt })).kind).toBe('accepted');
});

describe('pictures fetched at once', () => {
  const bounds = { perMember: 2, perGuild: 3, total: 4, waitingPerMember: 5 };
  function gated() {
    const open: { readonly who: string; readonly end: () => void }[] = [];
    const fetcher = boundFetcher(
      (url) =>
        new Promise((resolve) => {
          open.push({ who: url, end: () => resolve({ kind: 'not-found', detail: url }) });
        }),
      bounds,
    );
    const ask = (user: string, guild: string) =>
      fetcher(user, {
        trustedOrigins: [],
        fetchedFor: { userId: userId(user), guildId: guildId(guild) },
      });
    return { ask, fetcher, open, who: () => open.map(({ who }) => who) };
  }

  it('are bounded by person, by server and in total, and others go first', async () => {
    const { ask, open, who } = gated();
    const all = [ask('ann', 'A'), ask('ann', 'A'), ask('ann', 'A'), ask('bob', 'A')];
    all.push(ask('cid', 'A'), ask('dan', 'B'), ask('eve', 'B'));
    await Promise.resolve();
    expect(who()).toEqual(['ann', 'ann', 'bob', 'dan']);
    open[0]?.end();
    await all[0];
    expect(who().slice(4)).toEqual(['ann']);
    open[3]?.end();
    await all[5];
    expect(who().slice(5)).toEqual(['eve']);
    for (let turn = 0; turn < 7; turn++) {
      for (const { end } of open) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(all)).toHaveLength(7);
  });

  it('of one person wait in bounds, and what a vendor made never waits', async () => {
    const { ask, fetcher, open } = gated();
    const many = Array.from({ length: 8 }, () => ask('ann', 'A'));
    expect(await many[7]).toMatchObject({ kind: 'timed-out' });
    expect(open).toHaveLength(2);
    void fetcher('vendor', { trustedOrigins: [] });
    expect(open).toHaveLength(3);
  });
});
