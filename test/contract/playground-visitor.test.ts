import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Playground, startPlayground } from '#playground/start-playground.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground.close());

async function statusOf(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const asked = request(new URL(path, playground.url), { method, headers });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

async function isOpened(origin: string): Promise<boolean> {
  const url = `${playground.url.replace(/^http/, 'ws')}playground/live?user=owner`;
  const socket = new WebSocket(url, { origin });
  const opened = await Promise.race([
    once(socket, 'open').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.on('error', () => undefined).terminate();
  return opened;
}

test('the page is served to loopback names alone', async () => {
  const { port } = new URL(playground.url);
  expect(await statusOf('GET', '/', {})).toBe(200);
  expect(await statusOf('GET', '/', { host: `localhost:${port}` })).toBe(200);
  expect(await statusOf('GET', '/', { host: `evil.example:${port}` })).toBe(403);
});

test('faults are not taken from another page', async () => {
  const origin = 'https://evil.example';
  expect(await statusOf('POST', '/playground/faults', { origin })).toBe(403);
  const own = { origin: new URL(playground.url).origin };
  expect(await statusOf('POST', '/playground/faults', own)).toBe(400);
});

test('nobody is acted as from another page', async () => {
  expect(await isOpened(new URL(playground.url).origin)).toBe(true);
  expect(await isOpened('https://evil.example')).toBe(false);
});

test('a bot is served whatever name it uses', async () => {
  const host = `playground.internal:${new URL(playground.url).port}`;
  const authorization = `Bot ${playground.token}`;
  expect(
    await statusOf('GET', '/api/v10/gateway/bot', { host, authorization, 'user-agent': 'bot' }),
  ).toBe(200);
});
