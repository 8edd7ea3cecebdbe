/**
 * How: the vendor's links lead into a table of addresses instead of the network; archive, picture
 * work and store are the real ones. What ends up in the archive is looked at pixel by pixel.
 */
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import type { Button } from '#domain/button.ts';
import { CELLS } from '#domain/geometry.ts';
import type { JobId } from '#domain/ids.ts';
import { composeGrid } from '#images/grid.ts';
import type { FetchFailureKind, FetchOutcome } from '#ports/fetch-picture.ts';
import type { CheckOutcome, PictureSource, Vendor, VendorOutput } from '#ports/vendor.ts';
import { COLOURS, colourPng, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const link = (name: string, ...fallbacks: string[]): PictureSource => ({
  kind: 'url',
  url: `https://vendor.example/${name}.png`,
  fallbacks: fallbacks.map((fallback) => `https://vendor.example/${fallback}.png`),
});

const files = Object.fromEntries(
  await Promise.all(
    COLOURS.map(async (colour, place) => [`${place + 1}`, await colourPng(colour)]),
  ),
);
const grid = (await composeGrid(Object.values(files)))?.bytes ?? Buffer.alloc(0);

async function finish(
  output: Partial<VendorOutput>,
  dead: readonly string[] = [],
  kind: FetchFailureKind = 'not-found',
  vendor: Partial<Vendor> = {},
) {
  const fetched: string[] = [];
  const check: CheckOutcome = {
    kind: 'finished',
    output: { pictures: [], composite: null, handle: { id: 't1' }, seed: null, ...output },
  };
  const world = await setupContext({
    vendor,
    script: { check: [check] },
    fetchPicture: async (url): Promise<FetchOutcome> => {
      const name = /([^/]+)\.png$/.exec(url)?.[1] ?? '';
      fetched.push(name);
      const bytes = name === 'grid' ? grid : files[name.replace('thumb', '')];
      return dead.includes(name) || bytes === undefined
        ? { kind, detail: 'no such luck' }
        : { kind: 'fetched', bytes, mediaType: 'image/png' };
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const outcome = await application.requestImagine({ origin: world.origin(), prompt: 'a fox' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  const askedAtMs = world.context.clock.nowMs();
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  const job = await world.job(id);
  const cells = job.result?.kind === 'grid' ? job.result.cells : [];
  const colours = await Promise.all(
    cells.map(async ({ picture }) => {
      const bytes = await world.context.archive.get(picture.key);
      const { dominant } = await sharp(Buffer.from(bytes ?? [])).stats();
      // The dominant colour is that of a bin, not of a pixel: only its strong channels count.
      return [dominant.r, dominant.g, dominant.b].map((part) => (part > 127 ? 'f' : '0')).join('');
    }),
  );
  const { calls, troubles, warnings } = world;
  const tookMs = world.context.clock.nowMs() - askedAtMs;
  return { job, colours, fetched, calls, troubles, warnings, askedAtMs, tookMs };
}

const PAINTED = ['f00', '0f0', '00f', 'ff0'];
const four = CELLS.map((cell) => ({ cell, source: link(`${cell}`) }));

/** Finished, with the one link. */
const finishedGrid = async (url: string): Promise<CheckOutcome> => ({
  kind: 'finished',
  output: {
    pictures: [{ cell: 1, source: { kind: 'url', url } }],
    ...{ composite: null, handle: { id: 't1' }, seed: null },
  },
});

describe('pictures of a finished job', () => {
  it('come from the next link where the first is dead', async () => {
    const pictures = CELLS.map((cell) => ({ cell, source: link(`${cell}`, `thumb${cell}`) }));
    const { job, colours, calls } = await finish({ pictures }, ['2', '3']);
    expect(job.state).toBe('done');
    expect(colours).toEqual(PAINTED);
    expect(calls.checks).toBe(1);
  });

  it('are asked for again by a fresh look at the job, not by the old links', async () => {
    const { job, calls } = await finish({ pictures: four }, ['2'], 'unreachable');
    expect(job).toMatchObject({ state: 'failed', failure: { kind: 'picture-unavailable' } });
    expect(calls.checks).toBeGreaterThan(3);
  });

  it('are cut from the grid where one link stays dead, and not at once', async () => {
    const { job, colours, fetched } = await finish({ pictures: four, composite: link('grid') }, [
      '2',
    ]);
    expect(job.state).toBe('done');
    expect(colours).toEqual(PAINTED);
    expect(fetched.filter((name) => name === '2')).toHaveLength(3);
  });

  it('are cut from the grid where nothing else came', async () => {
    const { job, colours } = await finish({ composite: link('grid') });
    expect(job.state).toBe('done');
    expect(colours).toEqual(PAINTED);
  });

  it('may be fewer than four: those that came are shown, by their own numbers', async () => {
    const { job, colours } = await finish({ pictures: four.filter(({ cell }) => cell !== 2) });
    expect(job.result).toMatchObject({ cells: [{ cell: 1 }, { cell: 3 }, { cell: 4 }] });
    expect(colours).toEqual(PAINTED.filter((_colour, place) => place !== 1));
  });
});

describe('an enlargement', () => {
  it.each<[string, Partial<VendorOutput>, string]>([
    ['whose name tells a place', { pictures: [{ cell: 3, source: link('3') }] }, '3'],
    ['with others beside it', { pictures: four.slice(1) }, '2'],
    ['that came as a whole', { composite: link('4') }, '4'],
  ])('%s is one picture, and number 1', async (_title, output, wanted) => {
    const finished = (made: Partial<VendorOutput>): CheckOutcome => ({
      kind: 'finished',
      output: { pictures: [], composite: null, handle: { id: 't1' }, seed: null, ...made },
    });
    const fetched: string[] = [];
    const world = await setupContext({
      script: { check: [finished({ pictures: four }), finished(output)] },
      fetchPicture: async (url): Promise<FetchOutcome> => {
        const name = /([^/]+)\.png$/.exec(url)?.[1] ?? '';
        fetched.push(name);
        const bytes = files[name];
        return bytes === undefined
          ? { kind: 'not-found', detail: 'gone' }
          : { kind: 'fetched', bytes, mediaType: 'image/png' };
      },
    });
    closers.push(world.close);
    const application = createApplication(world.context);
    const end = async (outcome: RequestOutcome | ImagineOutcome) => {
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      const { id } = outcome.job;
      for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
      return world.job(id);
    };
    const press = async (parentId: JobId, button: Button) =>
      end(await application.requestFollowUp({ origin: world.origin(), parentId, button }));
    const grid = await end(
      await application.requestImagine({ origin: world.origin(), prompt: 'a fox' }),
    );
    const solo = await press(grid.id, { action: 'upscale', cell: 2 });
    fetched.splice(0);
    const large = await press(solo.id, { action: 'upscale-subtle', cell: null });
    expect(large.result).toMatchObject({ kind: 'image', composite: null, cells: [{ cell: 1 }] });
    expect(fetched).toEqual([wanted]);
  });
});

describe.each(['not-found', 'not-a-picture', 'too-large', 'refused'] as const)(
  'a result that can never be fetched: %s',
  (kind) => {
    it('ends after fresh looks and every fallback, and the person hears of it before', async () => {
      const pictures = CELLS.map((cell) => ({ cell, source: link(`${cell}`, `thumb${cell}`) }));
      const dead = ['2', 'thumb2', 'grid'];
      const output = { pictures, composite: link('grid') };
      const { job, fetched, calls, troubles, askedAtMs, tookMs } = await finish(output, dead, kind);
      expect(job).toMatchObject({ state: 'failed', failure: { kind: 'picture-unavailable' } });
      expect(calls.checks).toBe(4);
      expect(new Set(fetched)).toContain('thumb2');
      expect(fetched.filter((name) => name === 'grid')).toHaveLength(2);
      expect(troubles[0]).toMatchObject({ trouble: 'unfetched' });
      expect((troubles[0]?.atMs ?? 0) - askedAtMs).toBeLessThan(30_000);
      expect(tookMs).toBeLessThan(60_000);
    });

    it('is a log line for each address that failed, without its path', async () => {
      const { warnings, fetched } = await finish({ pictures: four }, ['2'], kind);
      const line = { message: 'result fetch failed', vendor: 'scripted', kind };
      const lines = warnings.filter((warning) => JSON.stringify(warning).includes(line.message));
      expect(lines).toEqual(
        fetched
          .filter((name) => name === '2')
          .map(() => expect.objectContaining({ ...line, host: 'vendor.example' })),
      );
      expect(JSON.stringify(warnings)).not.toContain('/2.png');
    });
  },
);

describe('a result of another shape than what was asked for', () => {
  it('is shown, and a log line says what the vendor did not heed', async () => {
    const seen: unknown[] = [];
    const { job, warnings } = await finish({ pictures: four }, [], 'not-found', {
      mismatchOf: (ticket, { width, height }) => {
        seen.push([ticket, width, height]);
        return 'aspect_ratio 16:9 was not heeded';
      },
    });
    expect(job.state).toBe('done');
    expect(seen).toEqual([[{ id: 't1' }, 32, 32]]);
    expect(warnings).toEqual([
      expect.objectContaining({
        message: 'vendor ignored a parameter',
        job: job.id,
        vendor: 'scripted',
        detail: 'aspect_ratio 16:9 was not heeded',
      }),
    ]);
  });
});

describe('a result whose links hang', () => {
  it('is told of within 30 s, while it is still being fetched', async () => {
    const world = await setupContext({
      script: { check: [await finishedGrid('https://vendor.example/1.png')] },
      fetchPicture: async () => {
        world.pass(25_000);
        // Whoever waits for the moment has their turn before this link gives up.
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        expect(world.troubles).toEqual([{ trouble: 'unfetched', atMs: expect.any(Number) }]);
        return { kind: 'timed-out', detail: 'it hangs' };
      },
    });
    closers.push(world.close);
    const outcome = await createApplication(world.context).requestImagine({
      origin: world.origin(),
      prompt: 'a fox',
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const dueAtMs = async () => (await world.job(outcome.job.id)).dueAtMs ?? 0;
    await world.run();
    const finishedAtMs = await dueAtMs();
    await world.run();
    expect(world.troubles.length).toBeGreaterThan(0);
    expect((world.troubles[0]?.atMs ?? 0) - finishedAtMs).toBeLessThan(30_000);
  });
});

it('links that are new at a fresh look are used, however many looks had no answer before', async () => {
  const unanswered: CheckOutcome = {
    kind: 'unreachable',
    failure: { kind: 'unavailable', detail: 'no answer' },
  };
  const world = await setupContext({
    script: {
      check: [
        ...[unanswered, unanswered, unanswered],
        await finishedGrid('https://vendor.example/old.png'),
        await finishedGrid('https://vendor.example/1.png'),
      ],
    },
    fetchPicture: async (url) => {
      const bytes = url.includes('old') ? undefined : files[1];
      return bytes === undefined
        ? { kind: 'not-found', detail: 'gone' }
        : { kind: 'fetched', bytes, mediaType: 'image/png' };
    },
  });
  closers.push(world.close);
  const outcome = await createApplication(world.context).requestImagine({
    origin: world.origin(),
    prompt: 'a fox',
  });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
  expect((await world.job(id)).state).toBe('done');
});
