import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Playground, startPlayground } from '#playground/start-playground.ts';

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground.close());

const MEBIBYTE = Buffer.alloc(1024 * 1024, 'a');

/** How many MiB of a body that never ends a route takes, at most 200, and the status that it answers. */
async function sendEndlessly(path: string, headers: Readonly<Record<string, string>>) {
  const { hostname, port } = new URL(playground.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let heard = '';
  let over = false;
  const end = () => {
    over = true;
    socket.emit('drain');
  };
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
  });
  socket.on('error', end).on('close', end).on('end', end);
  const head = { host: `${hostname}:${port}`, 'content-type': 'application/json', ...headers };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `POST ${path} HTTP/1.1\r\nuser-agent: bot\r\ncontent-length: 1000000000\r\n${lines.join('')}\r\n`,
  );
  let sent = 0;
  while (sent < 200 && !over) {
    sent += 1;
    if (!socket.write(MEBIBYTE) && !over) await once(socket, 'drain');
  }
  socket.destroy();
  return { sent, status: Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1]) };
}

test('an endless body ends with the connection, not with the sender', async () => {
  const authorization = `Bot ${playground.token}`;
  const channel = playground.channelId('gallery');
  const { sent } = await sendEndlessly(`/api/v10/channels/${channel}/messages`, { authorization });
  expect(sent).toBeLessThan(100);
});

test('a body without the token is answered before it is read', async () => {
  const channel = playground.channelId('gallery');
  const { sent, status } = await sendEndlessly(`/api/v10/channels/${channel}/messages`, {});
  expect(status).toBe(401);
  expect(sent).toBeLessThan(30);
});

test('a fault is a few lines: no more is read of it', async () => {
  const { search } = new URL(playground.url);
  const { sent } = await sendEndlessly(`/playground/faults${search}`, {});
  expect(sent).toBeLessThan(30);
});

test('a body that says it is too large is refused as Discord would', async () => {
  const channel = playground.channelId('gallery');
  const reply = await fetch(`${playground.apiUrl}/v10/channels/${channel}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${playground.token}`, 'content-type': 'application/json' },
    body: Buffer.alloc(26 * 1024 * 1024, 'a'),
  });
  expect([reply.status, await reply.json()]).toMatchObject([413, { code: 40005 }]);
});

test.each([
  ['/gateway?v=10&encoding=json', 1],
  ['/playground/live', 200],
])('a message of %s has a size', async (path, mebibytes) => {
  const url = new URL(playground.url.replace(/^http/, 'ws'));
  const [pathname = '', query = ''] = path.split('?');
  url.pathname = pathname;
  url.search = `${url.search}&${query}`;
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  socket.on('error', () => undefined);
  socket.send(Buffer.alloc(mebibytes * 1024 * 1024, ' '));
  const [code] = await closed;
  expect([1006, 1009]).toContain(code);
});
