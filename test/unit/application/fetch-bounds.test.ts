/** What may be fetched for a person: how much, how many at once, and not before everything else was asked. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppContext } from '#application/app-context.ts';
import { createApplication } from '#application/create-application.ts';
import type { SettingsChange } from '#domain/guild-settings.ts';
import { channelId, guildId, roleId, userId } from '#domain/ids.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { boundFetcher } from '#images/bounded-fetch.ts';
import type { FetchOutcome, PictureFetcher } from '#ports/fetch-picture.ts';
import type { Vendor } from '#ports/vendor.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Asked = { readonly url: string; readonly options: Parameters<PictureFetcher>[1] };

async function setup(monthlyCredits = 1000) {
  const bytes = await colourPng('#ff0000');
  const asked: Asked[] = [];
  const world = await setupContext({
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

/** In the archive itself, not put aside for it. */
const files = ({ folder }: { readonly folder: string }) =>
  readdirSync(join(folder, 'archive'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.'))
    .map(({ name }) => name);

const links = (count: number) =>
  Array.from({ length: count }, (_, place) => `https://a.b/${place}.png`).join(' ');
const file = (name: string) => ({ kind: 'file', url: `https://a.b/${name}`, bytes: 9 }) as const;

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

describe('before anything is fetched', () => {
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

  const limits: Record<string, SettingsChange> = {
    'a blocked server': { kind: 'blocked', reason: 'unpaid' },
    'another channel': {
      kind: 'channel-allowed',
      channelId: channelId('140000000000000009'),
      allowed: true,
    },
    'a role that the member has not': {
      kind: 'role-allowed',
      roleId: roleId('180000000000000009'),
      allowed: true,
    },
    'another speed': { kind: 'limits', limits: { speeds: ['relax'] } },
    'a cap of the member': { kind: 'limits', limits: { memberCap: 0 } },
  };
  const cases = Object.entries(ways).flatMap(([way, ask]) =>
    Object.entries(limits).map(([limit, change]) => ({ way, ask, limit, change })),
  );
  it.each(cases)('$way is refused for $limit', async ({ ask, change }) => {
    const world = await setup();
    const { guildId: guild } = world.origin();
    const by = { key: 'act:1', author: '1', atMs: 0 };
    await world.context.store.changeSettings(guild, change, by);
    expect(await ask(world)).toMatchObject({ kind: 'rejected' });
    expect(world.asked).toEqual([]);
  });

  it.each(Object.entries(ways))('%s is refused by a server that waits', async (_, ask) => {
    const world = await setup();
    const full = async () => ({ kind: 'queue-full' }) as const;
    const admission = { check: full, refusalFor: full };
    const application = createApplication({ ...world.context, admission });
    expect(await ask({ ...world, application })).toMatchObject({ kind: 'rejected' });
    expect(world.asked).toEqual([]);
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

it('a prompt with more links than its vendor takes is refused before they are fetched', async () => {
  const { context, origin, asked } = await setup();
  const max = 2;
  const vendors = context.vendors.map(
    (vendor): Vendor => ({
      ...vendor,
      plan: (request) =>
        parsePrompt(request.prompt).imageUrls.length > max
          ? {
              kind: 'refused',
              failure: {
                kind: 'input-refused',
                detail: '',
                cause: { kind: 'too-many-pictures', vendorLabel: 'Scripted', max },
              },
            }
          : vendor.plan(request),
    }),
  );
  const application = createApplication({ ...context, vendors });
  const ask = (count: number) =>
    application.requestImagine({ origin: origin(), prompt: `${links(count)} a fox` });
  expect(await ask(3)).toMatchObject({ rejection: { why: { cause: { max } } } });
  expect(asked).toEqual([]);
  expect((await ask(2)).kind).toBe('accepted');
});

it('what is given is decoded once, while its place among the fetches is held', async () => {
  const world = await setup();
  const order: string[] = [];
  const { fetchPicture, pictures } = world.context;
  const context: AppContext = {
    ...world.context,
    fetchPicture: async (url, options) => {
      const outcome = await fetchPicture(url, options);
      if (outcome.kind === 'fetched') await options.meanwhile?.(outcome.bytes);
      order.push('place given up');
      return outcome;
    },
    pictures: {
      ...pictures,
      normalise: async (...given) => {
        order.push('decoded');
        return pictures.normalise(...given);
      },
    },
  };
  const application = createApplication(context);
  const prompt = `${links(1)} a fox`;
  const outcome = await application.requestImagine({ origin: world.origin(), prompt });
  expect(outcome.kind).toBe('accepted');
  expect(order).toEqual(['decoded', 'place given up']);
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

describe('what was fetched for a job that is refused after all', () => {
  it.each(Object.entries(ways))('%s leaves nothing in the archive', async (_, ask) => {
    const world = await setup();
    const { guildId: guild } = world.origin();
    const by = { key: 'act:1', author: '1', atMs: 0 };
    const blocked = { kind: 'blocked', reason: 'unpaid' } as const;
    const context: AppContext = {
      ...world.context,
      fetchPicture: async (...asked) => {
        // While it was fetched, the server was blocked.
        await world.context.store.changeSettings(guild, blocked, by);
        return world.context.fetchPicture(...asked);
      },
    };
    const application = createApplication(context);
    const outcome = await ask({ ...world, application });
    expect(world.asked.length).toBeGreaterThan(0);
    // A batch is only asked about so far: nobody said yes.
    expect(outcome.kind).toBe(ask === ways['a batch'] ? 'accepted' : 'rejected');
    expect(files(world)).toEqual([]);
  });

  it.each(Object.entries(ways).filter(([way]) => way !== 'a batch'))(
    '%s keeps its pictures once it is accepted',
    async (_, ask) => {
      const world = await setup();
      expect((await ask(world)).kind).toBe('accepted');
      expect(files(world)).toHaveLength(1);
    },
  );
});

it('each is put aside as it comes, and nothing is kept unless every picture can be used', async () => {
  const world = await setup();
  const { context, application, origin } = world;
  const { archive } = context;
  const bytes = await colourPng('#00ff00');
  const staged = Promise.withResolvers<void>();
  const careful = createApplication({
    ...context,
    archive: {
      ...archive,
      stage: async (...given) => {
        const entry = await archive.stage(...given);
        staged.resolve();
        return entry;
      },
    },
    fetchPicture: async (url): Promise<FetchOutcome> => {
      if (!url.endsWith('1.png')) return { kind: 'fetched', bytes, mediaType: 'image/png' };
      // Nobody holds the first one in memory until the second is there.
      await staged.promise;
      return { kind: 'not-found', detail: 'gone' };
    },
  });
  const prompt = `${links(2)} a fox`;
  expect((await careful.requestImagine({ origin: origin(), prompt })).kind).toBe('rejected');
  expect(files(world)).toEqual([]);
  expect((await application.requestImagine({ origin: origin(), prompt })).kind).toBe('accepted');
});

it('a job that may have been saved finds its pictures in the archive', async () => {
  const world = await setup();
  const { context, origin } = world;
  const store = {
    ...context.store,
    acceptJob: async () => {
      throw new Error('the answer to the commit was lost');
    },
  };
  const application = createApplication({ ...context, store });
  const prompt = `${links(1)} a fox`;
  await expect(application.requestImagine({ origin: origin(), prompt })).rejects.toThrow('lost');
  expect(files(world)).toHaveLength(1);
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

  it('count until they are decoded', async () => {
    const decoded = Promise.withResolvers<void>();
    const fetched: string[] = [];
    const fetcher = boundFetcher(async (url) => {
      fetched.push(url);
      return { kind: 'fetched', bytes: new Uint8Array(), mediaType: 'image/gif' };
    }, bounds);
    const fetchedFor = { userId: userId('ann'), guildId: guildId('A') };
    const meanwhile = () => decoded.promise;
    const all = ['1', '2', '3'].map((url) =>
      fetcher(url, { trustedOrigins: [], fetchedFor, meanwhile }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(fetched).toEqual(['1', '2']);
    decoded.resolve();
    await Promise.all(all);
    expect(fetched).toEqual(['1', '2', '3']);
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
