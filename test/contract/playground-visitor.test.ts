import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Playground, startPlayground } from '#playground/start-playground.ts';

let playground: Playground;
let key: string;
beforeAll(async () => {
  playground = await startPlayground();
  key = new URL(playground.url).searchParams.get('key') ?? '';
});
afterAll(() => playground.close());

async function answerTo(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const asked = request(new URL(path, playground.url), { method, headers });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response;
}

async function statusOf(...asked: Parameters<typeof answerTo>): Promise<number> {
  return (await answerTo(...asked)).statusCode;
}

async function isOpened(
  headers: Readonly<Record<string, string>>,
  query = '?user=owner',
): Promise<boolean> {
  const url = new URL(`/playground/live${query}`, playground.url.replace(/^http/, 'ws'));
  const socket = new WebSocket(url, { headers });
  const opened = await Promise.race([
    once(socket, 'open').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.on('error', () => undefined).terminate();
  return opened;
}

/** The cookie that the printed address gives a browser. */
async function givenCookie() {
  const { headers } = await answerTo('GET', playground.url);
  const [line = ''] = headers['set-cookie'] ?? [];
  return { line, cookie: line.split(';')[0] ?? '' };
}

test('each start has a key of its own, long enough not to be guessed', async () => {
  const other = await startPlayground();
  expect(key).toMatch(/^[\w-]{32,}$/);
  expect(new URL(other.url).searchParams.get('key')).not.toBe(key);
  await other.close();
});

test('the printed address gives a cookie that no script and no other site can use', async () => {
  const { line } = await givenCookie();
  const { port } = new URL(playground.url);
  expect(line).toBe(`playground_${port}=${key}; Path=/; HttpOnly; SameSite=Strict`);
});

test.each(['/', '/page/app.js', '/modules/preact.js', '/?key=', '/?key=guessed'])(
  'without the key, %s is refused with what to do',
  async (path) => {
    expect(await statusOf('GET', path)).toBe(403);
    const reply = await fetch(new URL(path, playground.url));
    expect(await reply.text()).toContain('Open the address that it printed');
    expect(reply.headers.get('set-cookie')).toBeNull();
  },
);

test('with the cookie, the page and all its parts are served', async () => {
  const { cookie } = await givenCookie();
  for (const path of ['/', '/page/app.js', '/modules/preact.js']) {
    expect(await statusOf('GET', path, { cookie }), path).toBe(200);
  }
  const { port } = new URL(playground.url);
  const another = cookie.replace(port, String(Number(port) + 1));
  expect(await statusOf('GET', '/', { cookie: another })).toBe(403);
  expect(await statusOf('GET', '/', { cookie: `a=b; ${cookie}; c=d` })).toBe(200);
});

test('the page is served to loopback names alone', async () => {
  const { port } = new URL(playground.url);
  expect(await statusOf('GET', playground.url)).toBe(200);
  expect(await statusOf('GET', playground.url, { host: `localhost:${port}` })).toBe(200);
  expect(await statusOf('GET', playground.url, { host: `evil.example:${port}` })).toBe(403);
});

test('faults need the key, and are not taken from another page', async () => {
  const { cookie } = await givenCookie();
  const { origin } = new URL(playground.url);
  expect(await statusOf('POST', '/playground/faults', { origin })).toBe(403);
  expect(await statusOf('POST', '/playground/faults', { origin, cookie })).toBe(400);
  expect(await statusOf('POST', `/playground/faults?key=${key}`)).toBe(400);
  const elsewhere = 'https://evil.example';
  expect(await statusOf('POST', '/playground/faults', { origin: elsewhere, cookie })).toBe(403);
});

test('nobody is acted as without the key, or from another page', async () => {
  const { cookie } = await givenCookie();
  const { origin } = new URL(playground.url);
  expect(await isOpened({ origin, cookie })).toBe(true);
  expect(await isOpened({ cookie }, `?user=owner`)).toBe(true);
  expect(await isOpened({}, `?user=owner&key=${key}`)).toBe(true);
  expect(await isOpened({ origin })).toBe(false);
  expect(await isOpened({ origin: 'https://evil.example', cookie })).toBe(false);
});

test('a bot is served by its token alone, whatever name it uses', async () => {
  const host = `playground.internal:${new URL(playground.url).port}`;
  const authorization = `Bot ${playground.token}`;
  expect(
    await statusOf('GET', '/api/v10/gateway/bot', { host, authorization, 'user-agent': 'bot' }),
  ).toBe(200);
});

// Any web page may open a WebSocket to such an address.
test.each(['//', 'http://[/', 'http://x:99999/'])(
  'an address that is none (%s) is refused, as a request and as a WebSocket, and ends nothing',
  async (path) => {
    const { hostname, port } = new URL(playground.url);
    const answered = async (headers: string) => {
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (data: Buffer) => {
        text += data.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${headers}\r\n`);
      await once(socket, 'close');
      return text;
    };
    const upgrade = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    expect(await answered(`${upgrade.join('\r\n')}\r\nsec-websocket-key: ${key}\r\n`)).toBe('');
    expect(await answered('')).toMatch(/^HTTP\/1\.1 400 /);
    const { cookie } = await givenCookie();
    expect(await statusOf('GET', '/', { cookie })).toBe(200);
  },
);
