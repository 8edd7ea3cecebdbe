/** How: the real web server with one route that reads bodies; raw sockets send all but the last byte of theirs. */
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#system/clock.ts';
import { BODY_STATUSES, createBodyReader } from '#web/read-body.ts';
import { startWebServer, type WebServer } from '#web/server.ts';

const silent = { warn: () => undefined, error: () => undefined };
let server: WebServer;
/** Resolved once for each body that begins to be read. */
let begun: (() => void)[] = [];

beforeAll(async () => {
  const readBody = createBodyReader(
    {
      isMeant: () => {
        begun.shift()?.();
        return true;
      },
      bytesMax: 1_000,
      withinMs: 20_000,
      atOnce: 3,
      atOncePerSender: 2,
    },
    systemClock,
  );
  server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    parts: [
      (app) => {
        app.post('/:sender', async (context) => {
          const body = await readBody(context, context.req.param('sender'));
          return body.kind === 'body'
            ? context.body(Buffer.from(body.bytes).toString('utf8'), 200)
            : context.body(null, BODY_STATUSES[body.kind]);
        });
      },
    ],
    log: silent,
  });
});
afterAll(() => server.close());

const post = (sender: string) =>
  fetch(`${server.url}/${sender}`, { method: 'POST', body: 'whole' }).then(({ status }) => status);

/** A body that has begun to be read and does not end. */
async function unfinished(sender: string, url = server.url): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const reading = new Promise<void>((resolve) => begun.push(resolve));
  socket.write(`POST /${sender} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 10\r\n\r\n123`);
  await reading;
  return socket;
}

it.each([1_000, 1_001])(
  'reads a body of %i bytes whose length is not announced',
  async (length) => {
    // Two pieces: only their sum is too large.
    const pieces = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(600));
        controller.enqueue(new Uint8Array(length - 600));
        controller.close();
      },
    });
    const reply = await fetch(`${server.url}/three`, {
      method: 'POST',
      body: pieces,
      duplex: 'half',
    });
    expect(reply.status).toBe(length > 1_000 ? 413 : 200);
  },
);

it('reads so many unfinished bodies at once, of one sender and of all, and then again', async () => {
  begun = [];
  const sockets = [await unfinished('one'), await unfinished('one')];
  expect([await post('one'), await post('two')]).toEqual([429, 200]);
  sockets.push(await unfinished('two'));
  expect([await post('one'), await post('two'), await post('three')]).toEqual([429, 429, 429]);
  for (const socket of sockets) {
    socket.end('4567890');
    await once(socket, 'data');
    socket.destroy();
  }
  expect([await post('one'), await post('three')]).toEqual([200, 200]);
});

it('ends the body that has been unfinished longest where anybody may begin one', async () => {
  const readBody = createBodyReader(
    {
      isMeant: () => {
        begun.shift()?.();
        return true;
      },
      bytesMax: 1_000,
      withinMs: 60_000,
      atOnce: 3,
      atOncePerSender: 3,
      whenFull: 'end-longest',
    },
    systemClock,
  );
  const open = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    parts: [
      (app) => {
        app.post('/:sender', async (context) => {
          const body = await readBody(context, 'anybody');
          return body.kind === 'body'
            ? context.body(Buffer.from(body.bytes).toString('utf8'), 200)
            : context.body(null, BODY_STATUSES[body.kind]);
        });
      },
    ],
    log: silent,
  });
  begun = [];
  const sockets = [];
  for (let opened = 0; opened < 3; opened++) sockets.push(await unfinished('one', open.url));
  const [first, ...later] = sockets;
  const told = once(first ?? new Socket(), 'data');
  const whole = await fetch(`${open.url}/two`, { method: 'POST', body: 'whole' });
  expect(whole.status).toBe(200);
  expect(String((await told)[0])).toMatch(/^HTTP\/1\.1 408 /);
  for (const socket of later) {
    const answered = once(socket, 'data');
    socket.end('4567890');
    expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 200 /);
  }
  for (const socket of sockets) socket.destroy();
  await open.close();
});

it('reads a body that comes in chunks of one byte', async () => {
  const written = Array.from({ length: 900 }, (_, index) => String(index % 10));
  const body = ReadableStream.from(written.map((digit) => Buffer.from(digit)));
  const answer = await fetch(`${server.url}/other`, { method: 'POST', body, duplex: 'half' });
  expect(await answer.text()).toBe(written.join(''));
});
