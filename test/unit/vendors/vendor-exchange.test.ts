import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createHttpClient, DEFAULT_TIMEOUTS, type HttpTimeouts } from '#vendors/http-exchange.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server that answers as told, and a client bound to it. */
async function setup(answer: Answer, timeouts: Partial<HttpTimeouts> = {}, path = '') {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createHttpClient({
    baseUrl: `http://127.0.0.1:${port}${path}`,
    headers: { 'x-api-key': 'k' },
    timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts },
  });
  return {
    client,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.close();
    },
  };
}

const get = { method: 'GET', path: '/x' } as const;

test('appends the path to the base URL’s own, with the credentials', async () => {
  const echo: Answer = (request, response, body) =>
    response.end(JSON.stringify({ url: request.url, key: request.headers['x-api-key'], body }));
  await using bench = await setup(echo, {}, '/api/v1');
  const exchange = await bench.client.exchange({ method: 'POST', path: '/go?a=1', json: { b: 2 } });
  expect(exchange).toMatchObject({
    kind: 'replied',
    reply: { status: 200, json: { url: '/api/v1/go?a=1', key: 'k', body: '{"b":2}' } },
  });
});

test('a body cut after its headers is broken, and its status is known', async () => {
  const cut: Answer = (_request, response) => {
    response.writeHead(402, { 'content-length': '100' });
    response.write('{"error":');
    // Only once the first part is out: a reset before the headers would be another case.
    setImmediate(() => response.socket?.destroy());
  };
  await using bench = await setup(cut);
  expect(await bench.client.exchange(get)).toMatchObject({ kind: 'broken', status: 402 });
});

test('a body beyond 8 MiB is not read', async () => {
  const flood: Answer = (_request, response) => {
    response.on('error', () => undefined);
    response.end(Buffer.alloc(9 * 1024 * 1024, 32));
  };
  await using bench = await setup(flood);
  expect(await bench.client.exchange(get)).toMatchObject({ kind: 'broken', status: 200 });
});

test('a body that trickles for ever comes to an end', async () => {
  const trickle: Answer = (_request, response) => {
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  };
  await using bench = await setup(trickle, { headersMs: 100, bodyMs: 100, wholeMs: 200 });
  const exchange = await bench.client.exchange(get);
  expect(exchange).toMatchObject({ kind: 'broken', status: 200 });
});

test('a call that stays open is given the patience it asks for', async () => {
  const slow: Answer = (_request, response) => void setTimeout(() => response.end('{}'), 300);
  await using bench = await setup(slow, { headersMs: 50 });
  expect((await bench.client.exchange({ ...get, answerWithinMs: 5_000 })).kind).toBe('replied');
});

test('a connection closed while it idled is replaced, not reported', async () => {
  const close: Answer = (_request, response) => {
    response.end('{}');
    response.socket?.end();
  };
  await using bench = await setup(close);
  for (let call = 0; call < 3; call++) {
    expect((await bench.client.exchange(get)).kind).toBe('replied');
  }
  expect(bench.requests()).toBe(3);
});

test('a reset of the connection is reported once and not repeated', async () => {
  await using bench = await setup((request) => request.socket.resetAndDestroy());
  const exchange = await bench.client.exchange({ method: 'POST', path: '/x', json: {} });
  expect(exchange).toMatchObject({ kind: 'broken', status: null });
  expect(bench.requests()).toBe(1);
});

test('a closed client has sent nothing', async () => {
  await using bench = await setup((_request, response) => response.end('{}'));
  await bench.client.close();
  expect((await bench.client.exchange(get)).kind).toBe('unsent');
  expect(bench.requests()).toBe(0);
});
