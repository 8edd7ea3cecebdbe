/** The emulated Ace is strict where the real one is, and can do what our own vendor never asks for. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Delivery } from '#emulators/define-emulator.ts';
import { startEmulator } from '#emulators/start-emulator.ts';
import { createManualClock } from '#playground/discord/clock.ts';

const accepted = z.object({ task_id: z.string() });
const result = z.object({
  image_id: z.string(),
  image_url: z.string(),
  progress: z.number(),
  actions: z.array(z.string()),
});
const record = z.object({ id: z.string(), response: result.optional() });

async function setup() {
  const clock = createManualClock(Date.UTC(2026, 10, 20));
  const durations = { queueMs: 1_000, medianMs: 8_000, sigma: 0 };
  const emulator = await startEmulator('acedata', { clock, pictures: 'flat', durations });
  const headers = {
    authorization: `Bearer ${emulator.apiKey}`,
    'content-type': 'application/json',
  };
  const post = (path: string, body: unknown, more: Readonly<Record<string, string>> = {}) =>
    fetch(`${emulator.baseUrl}/midjourney/${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
  const make = async (body: unknown) => {
    const { task_id: id } = accepted.parse(await (await post('imagine', body)).json());
    clock.advance(60_000);
    const { response } = record.parse(await (await post('tasks', { id })).json());
    if (response === undefined) throw new Error('it is not finished');
    return response;
  };
  return { clock, emulator, post, make, [Symbol.asyncDispose]: emulator.close };
}

const image = { prompt: 'a fox --version 7', version: '7', async: true };

describe('the emulated Ace refuses', () => {
  test.for([
    ['a field nobody documented', { ...image, ratio: '1:1' }],
    ['no prompt', { action: 'generate', async: true }],
    ['a number for a version', { ...image, version: 7 }],
    ['a speed it does not have', { ...image, mode: 'draft' }],
    ['turbo with V8.1', { ...image, version: '8.1', mode: 'turbo' }],
    ['quality 4 before V8', { ...image, version: '7', quality: '4' }],
    ['a flag nobody knows', { ...image, prompt: 'a fox --foo' }],
    ['an id that is a number', { action: 'reroll', image_id: 129, async: true }],
    ['a parent it does not know', { action: 'reroll', image_id: '1290000000000000001' }],
    ['an action it does not know', { action: 'zoom_out_3x', image_id: '1290000000000000001' }],
  ])('%s', async ([, body]) => {
    await using world = await setup();
    const reply = await world.post('imagine', body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      success: false,
      error: { code: 'bad_request' },
      trace_id: expect.any(String),
    });
    expect(world.emulator.jobs()).toEqual([]);
  });

  test('what the parent does not list, and the id of a preview', async () => {
    await using world = await setup();
    const grid = await world.make(image);
    const ask = async (action: string, image_id: string) =>
      (await world.post('imagine', { action, image_id, async: true })).status;
    expect(await ask('zoom_out_2x', grid.image_id)).toBe(400);
    expect(await ask('upscale1', `${grid.image_id.slice(0, -2)}01`)).toBe(400);
    expect(await ask('upscale1', grid.image_id)).toBe(200);
  });

  test.for([
    [undefined, 'no_token'],
    ['ace-0123456789abcdef', 'invalid_token'],
    ['Bearer another', 'invalid_token'],
  ] as const)('the authorization %s as %s', async ([authorization, code]) => {
    await using world = await setup();
    const headers = authorization === undefined ? {} : { authorization };
    const url = `${world.emulator.baseUrl}/midjourney/tasks`;
    const reply = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ error: { code } });
  });
});

describe('the emulated Ace', () => {
  test('holds a call open until the picture is there, unless told not to', async () => {
    await using world = await setup();
    const asked = world.post('imagine', { prompt: 'a fox' });
    while (world.emulator.jobs().length === 0) await setImmediate();
    world.clock.advance(60_000);
    expect(result.parse(await (await asked).json()).progress).toBe(100);
  });

  test('streams a line for each change, and only the last can be followed up', async () => {
    await using world = await setup();
    const stream = { accept: 'application/x-ndjson' };
    const reply = await world.post('imagine', { prompt: 'a fox' }, stream);
    for (let second = 0; second < 20; second++) world.clock.advance(1_000);
    const text = await reply.text();
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => result.parse(JSON.parse(line)));
    expect(lines.length).toBeGreaterThan(1);
    expect(new Set(lines.map((line) => line.image_id)).size).toBe(lines.length);
    expect(lines.map(({ actions }) => actions.length > 0)).toEqual([
      ...lines.slice(1).map(() => false),
      true,
    ]);
  });

  test.for([
    ['application/json', 1],
    ['application/x-ndjson', 3],
  ] as const)('asked with accept %s reports %i times', async ([accept, count]) => {
    await using world = await setup();
    const deliveries: Delivery[] = [];
    world.emulator.events.listen((event) => {
      if (event.kind === 'delivered') deliveries.push(event.delivery);
    });
    const body = { ...image, callback_url: 'http://127.0.0.1:9/hook' };
    await world.post('imagine', body, { accept });
    for (let second = 0; second < 20; second++) world.clock.advance(1_000);
    await world.emulator.events.until(() => deliveries.length === count, { what: 'deliveries' });
    const bodies = deliveries.map((delivery) => result.parse(JSON.parse(delivery.body)));
    expect(bodies.filter(({ progress }) => progress === 100)).toHaveLength(1);
  });

  test('lists twelve unless told more, and says nothing of what it does not know', async () => {
    await using world = await setup();
    const ids: string[] = [];
    for (let place = 0; place < 14; place++) {
      const reply = await world.post('imagine', image);
      ids.push(accepted.parse(await reply.json()).task_id);
    }
    const listed = async (body: unknown) =>
      z.object({ count: z.number() }).parse(await (await world.post('tasks', body)).json()).count;
    expect(await listed({ action: 'retrieve_batch', ids })).toBe(12);
    expect(await listed({ action: 'retrieve_batch', ids, limit: 50 })).toBe(14);
    expect(await listed({ action: 'retrieve_batch', ids: ['unknown'] })).toBe(0);
    expect(await (await world.post('tasks', { id: 'unknown' })).json()).toEqual({});
  });

  test('edits an address, and has the small calls', async () => {
    await using world = await setup();
    const edit = { image_url: 'https://a.example/b.png', prompt: 'a hat', async: true };
    expect((await world.post('edits', edit)).status).toBe(200);
    const seed = await (await world.post('seed', { image_id: '1290000000000000001' })).json();
    expect(seed).toEqual({ seed: '0000000001' });
    const translated = await (await world.post('translate', { content: 'Fuchs' })).json();
    expect(translated).toEqual({ content: 'Fuchs' });
  });
});
