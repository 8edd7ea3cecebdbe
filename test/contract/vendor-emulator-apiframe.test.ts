/** The emulated Apiframe is strict where the real one is, and breaks where it is told to. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type EmulatorOptions, startEmulator } from '#emulators/start-emulator.ts';
import { createManualClock } from '#playground/discord/clock.ts';

const accepted = z.object({ jobId: z.string(), status: z.string() });
const account = z.object({ team: z.object({ credits: z.number() }) });
const finishedJob = z.object({
  expired: z.boolean(),
  result: z.object({ images: z.tuple([z.string()], z.string()), gridUrl: z.string().optional() }),
});

const GENERATE = '/v2/images/generate';
const ACTION = '/v2/images/midjourney/action';

async function setup(options: EmulatorOptions = {}) {
  const clock = createManualClock(Date.UTC(2026, 10, 20));
  const emulator = await startEmulator('apiframe', {
    clock,
    pictures: 'flat',
    durations: { queueMs: 1_000, medianMs: 8_000, sigma: 0 },
    ...options,
  });
  const headers = { 'x-api-key': emulator.apiKey, 'content-type': 'application/json' };
  const post = (path: string, body: unknown, more: Readonly<Record<string, string>> = {}) =>
    fetch(`${emulator.baseUrl}${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`${emulator.baseUrl}${path}`, { headers })).json();
  const submit = async (path: string, body: unknown, more?: Readonly<Record<string, string>>) =>
    accepted.parse(await (await post(path, body, more)).json());
  const make = async (path: string, body: unknown): Promise<string> => {
    const { jobId } = await submit(path, body);
    clock.advance(60_000);
    return jobId;
  };
  const credits = async () => account.parse(await get('/v2/me')).team.credits;
  const result = async (id: string) => finishedJob.parse(await get(`/v2/jobs/${id}`));
  return {
    emulator,
    clock,
    post,
    get,
    submit,
    make,
    credits,
    result,
    [Symbol.asyncDispose]: emulator.close,
  };
}

const image = { model: 'midjourney', prompt: 'a red fox' };

describe('the emulated Apiframe refuses', () => {
  const uuid = '6c0f7c1e-3d57-4a3e-9a51-0d0e8f0b1a11';
  test.for([
    ['a field too many', GENERATE, { ...image, speed: 'fast' }],
    ['null for nothing', GENERATE, { ...image, midjourneyParams: null }],
    ['a parameter too many', GENERATE, { ...image, midjourneyParams: { seed: 1 } }],
    ['a ratio in words', GENERATE, { ...image, midjourneyParams: { aspect_ratio: 'wide' } }],
    ['an empty prompt', GENERATE, { ...image, prompt: '' }],
    ['a prompt of 2001 characters', GENERATE, { ...image, prompt: 'x'.repeat(2001) }],
    ['another model', GENERATE, { ...image, model: 'flux' }],
    ['no webhook events', GENERATE, { ...image, webhookUrl: 'https://a.b/', webhookEvents: [] }],
    ['a webhook without TLS', GENERATE, { ...image, webhookUrl: 'http://bot.example/' }],
    ['half of a body', GENERATE, '{"model":'],
    ['an index from 0', ACTION, { action: 'upsample', parentJobId: uuid, index: 0 }],
    ['an index in quotes', ACTION, { action: 'upsample', parentJobId: uuid, index: '1' }],
    ['another zoom', ACTION, { action: 'outpaint', parentJobId: uuid, zoomRatio: 1.7 }],
    ['an unknown action', ACTION, { action: 'reroll', parentJobId: uuid }],
    ['an unknown parent', ACTION, { action: 'upsample', parentJobId: uuid, index: 1 }],
  ] as const)('%s with 400', async ([, path, body]) => {
    await using bench = await setup();
    expect((await bench.post(path, body)).status).toBe(400);
    expect(bench.emulator.jobs()).toEqual([]);
  });

  test.for([
    ['zoom of a grid', { action: 'outpaint', zoomRatio: 2 }, 'grid'],
    ['pan of a grid', { action: 'pan', direction: 'left' }, 'grid'],
    ['variation of an upsample', { action: 'variation', index: 1 }, 'upsample'],
  ] as const)('%s with 400', async ([, body, kind]) => {
    await using bench = await setup();
    const grid = await bench.make(GENERATE, image);
    const solo = await bench.make(ACTION, { action: 'upsample', parentJobId: grid, index: 1 });
    const parentJobId = kind === 'grid' ? grid : solo;
    expect((await bench.post(ACTION, { ...body, parentJobId })).status).toBe(400);
  });

  test('a parent that is not finished with 400', async () => {
    await using bench = await setup();
    const { jobId } = await bench.submit(GENERATE, image);
    const body = { action: 'upsample', parentJobId: jobId, index: 1 };
    expect((await bench.post(ACTION, body)).status).toBe(400);
  });

  test.for([
    ['no key', {}],
    ['a key in the other header', { authorization: 'Bearer afk_x' }],
  ] as const)('%s with 401', async ([, headers]) => {
    await using bench = await setup();
    const reply = await fetch(`${bench.emulator.baseUrl}/v2/me`, { headers });
    expect(reply.status).toBe(401);
  });
});

describe('the emulated Apiframe', () => {
  test('replays an idempotency key, and refuses it with another body', async () => {
    await using bench = await setup();
    const key = { 'idempotency-key': 'k1' };
    const first = await bench.submit(GENERATE, image, key);
    bench.clock.advance(60_000);
    const again = await bench.submit(GENERATE, image, key);
    expect(again).toEqual({ jobId: first.jobId, status: 'COMPLETED' });
    expect((await bench.post(GENERATE, { ...image, prompt: 'b' }, key)).status).toBe(409);
    expect(bench.emulator.billedCount('k1')).toBe(1);
  });

  test('takes credits, and gives them back for a job that failed', async () => {
    await using bench = await setup();
    const before = await bench.credits();
    await bench.make(GENERATE, image);
    expect(await bench.credits()).toBe(before - 16);
    bench.emulator.faults.set('moderated', { times: 1 });
    const failed = await bench.make(GENERATE, image);
    expect(await bench.credits()).toBe(before - 16);
    expect(await bench.get(`/v2/jobs/${failed}`)).toMatchObject({
      status: 'FAILED',
      creditCost: 0,
    });
  });

  test('purges: files are gone and jobs say so', async () => {
    await using bench = await setup();
    const id = await bench.make(GENERATE, image);
    bench.emulator.faults.set('purged', true);
    const job = await bench.result(id);
    expect(job.expired).toBe(true);
    expect((await fetch(job.result.images[0])).status).toBe(404);
  });

  test('takes faults from another process, and refuses names nobody knows', async () => {
    await using bench = await setup();
    expect((await bench.post('/faults', { 'answer-with': { status: 402, times: 1 } })).status).toBe(
      200,
    );
    expect((await bench.post(GENERATE, image)).status).toBe(402);
    expect((await bench.post(GENERATE, image)).status).toBe(202);
    expect((await bench.post('/faults', { gremlins: true })).status).toBe(400);
    expect((await bench.post('/faults', { silent: { often: 1 } })).status).toBe(400);
  });

  test('takes nothing from a web page', async () => {
    await using bench = await setup();
    const page = { origin: 'https://page.example', 'content-type': 'text/plain' };
    expect((await bench.post('/faults', { silent: true }, page)).status).toBe(403);
    expect((await bench.post(GENERATE, image, page)).status).toBe(403);
    expect(bench.emulator.jobs()).toHaveLength(0);
    expect((await bench.post(GENERATE, image)).status).toBe(202);
  });

  test('shows what follow-ups should show, painted', async () => {
    await using bench = await setup({ pictures: 'painted' });
    const body = { ...image, midjourneyParams: { aspect_ratio: '2:1' } };
    const grid = await bench.make(GENERATE, body);
    const solo = await bench.make(ACTION, { action: 'upsample', parentJobId: grid, index: 2 });
    const zoom = { action: 'outpaint', parentJobId: solo, zoomRatio: 2 };
    const pan = { action: 'pan', parentJobId: solo, direction: 'right' };
    const pictureOf = async (id: string, place: number) => {
      const job = await bench.result(id);
      return Buffer.from(await (await fetch(job.result.images[place] ?? '')).arrayBuffer());
    };
    const [second, upsampled] = [await pictureOf(grid, 1), await pictureOf(solo, 0)];
    expect(upsampled.equals(second)).toBe(true);
    const { width = 0, height = 0 } = await sharp(second).metadata();
    const zoomed = await pictureOf(await bench.make(ACTION, zoom), 0);
    expect(await sharp(zoomed).metadata()).toMatchObject({ width, height });
    const panned = await sharp(await pictureOf(await bench.make(ACTION, pan), 0)).metadata();
    expect(panned.width / panned.height).toBeCloseTo((width / height) * 1.5, 1);
    // The middle of the zoomed picture is the parent, at half its size.
    const middle = { left: width / 4, top: height / 4, width: width / 2, height: height / 2 };
    const [inner, outer] = await Promise.all([
      sharp(zoomed).extract(middle).resize(32, 16).raw().toBuffer(),
      sharp(second).resize(32, 16).raw().toBuffer(),
    ]);
    const difference = inner.reduce(
      (sum, value, place) => sum + Math.abs(value - (outer[place] ?? 0)),
      0,
    );
    expect(difference / inner.length).toBeLessThan(16);
  });

  test.for([
    ['picture-404', 404, 'text/plain; charset=UTF-8'],
    ['picture-html', 200, 'text/html'],
    ['picture-private', 302, null],
  ] as const)('%s answers %d', async ([fault, status, type]) => {
    await using bench = await setup();
    const id = await bench.make(GENERATE, image);
    const { result } = await bench.result(id);
    bench.emulator.faults.set(fault, true);
    const reply = await fetch(result.images[0], { redirect: 'manual' });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, type]);
  });

  test('picture-huge claims 200 MB and sends as long as somebody reads', async () => {
    await using bench = await setup();
    const id = await bench.make(GENERATE, image);
    const { result } = await bench.result(id);
    bench.emulator.faults.set('picture-huge', true);
    const reply = await fetch(result.gridUrl ?? '');
    expect(reply.headers.get('content-length')).toBe(String(200 * 1024 * 1024));
    const reader = reply.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
  });
});
