/**
 * More connections and more requests than a server can take at once. How: raw sockets against the real server; the
 * turns of the event loop are counted while it answers, and Node itself says what it parses.
 */
import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { healthRoutes } from '#web/health.ts';
import { startWebServer } from '#web/server.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const EACH_TURN = 4;
const SLICE_BYTES = 1024;
const TURN_BYTES = 8 * 1024;
/** What is left of one turn, and all of the next. */
const BYTES_BETWEEN_COUNTS = 2 * TURN_BYTES;
const silent = { warn: () => undefined, error: () => undefined };

async function setup(connections = 1_000) {
  let [inTurn, most] = [0, 0];
  const parsed = { inTurn: 0, most: 0, all: 0 };
  const parse = () => {
    parsed.inTurn++;
    parsed.all++;
    parsed.most = Math.max(parsed.most, parsed.inTurn);
  };
  const waiting: (() => void)[] = [];
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: silent,
    limits: { connections },
    parts: [
      healthRoutes([]),
      (app) => {
        app.get('/counted', (context) => {
          inTurn++;
          most = Math.max(most, inTurn);
          return context.text('counted');
        });
        app.post('/parsed', async ({ env: { incoming }, text }) => {
          incoming.on('data', parse);
          await once(incoming, 'end');
          return text('parsed');
        });
        app.post('/hashed', async ({ env: { incoming }, text }) => {
          const hash = createHash('sha256');
          incoming.on('data', (data: Buffer) => hash.update(data));
          await once(incoming, 'end');
          return text(hash.digest('hex'));
        });
        app.get('/held', async (context) => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return context.text('held');
        });
      },
    ],
  });
  closers.push(server.close);
  let isCounting = true;
  const count = () => {
    inTurn = 0;
    parsed.inTurn = 0;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);
  closers.push(() => {
    isCounting = false;
    for (const release of waiting) release();
  });
  const { hostname, port } = new URL(server.url);
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => socket.destroy());
    closers.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`;
  /** Everything that a socket is answered until it is closed, or until there are so many answers. */
  const answers = (socket: Socket, wanted: number) =>
    new Promise<number>((resolve) => {
      let text = '';
      const found = () => text.split('HTTP/1.1 ').length - 1;
      socket.on('data', (data: Buffer) => {
        text += data.toString('latin1');
        if (found() >= wanted) resolve(found());
      });
      socket.on('close', () => resolve(found()));
    });
  const heldBy = async (many: number) => {
    while (waiting.length < many) await new Promise((resolve) => setImmediate(resolve));
  };
  return { url: server.url, open, ask, answers, heldBy, mostInTurn: () => most, parsed, parse };
}

describe('many requests at once', () => {
  it('are begun a few in each turn of the event loop, and all are answered', async () => {
    const { open, ask, answers, mostInTurn } = await setup();
    const sockets = await Promise.all(Array.from({ length: 200 }, open));
    const answered = sockets.map((socket) => answers(socket, 1));
    for (const socket of sockets) socket.write(ask('/counted'));
    expect(await Promise.all(answered)).toEqual(sockets.map(() => 1));
    expect(mostInTurn()).toBeGreaterThan(0);
    expect(mostInTurn()).toBeLessThanOrEqual(EACH_TURN);
  });

  it('of one connection end it, where it waits for no answer', async () => {
    const { open, ask, answers, url } = await setup();
    const socket = await open();
    const answered = answers(socket, 100);
    socket.write(ask('/counted').repeat(100));
    expect(await answered).toBeLessThan(100);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('what connections send in one piece', () => {
  const CONNECTIONS = 20;

  it('is parsed no further, as requests, than until their connection is ended', async () => {
    const { open, answers, parsed, parse } = await setup();
    subscribe('http.server.request.start', parse);
    closers.push(() => unsubscribe('http.server.request.start', parse));
    // What needs no gate: refused by Node itself, and one with the other.
    const kinds = ['host:\r\n', '', 'host:\r\nexpect: x\r\nconnection: close\r\n'];
    for (const kind of kinds) {
      const request = `GET / HTTP/1.1\r\n${kind}\r\n`;
      const ofTurn = Math.ceil(TURN_BYTES / request.length);
      Object.assign(parsed, { all: 0, most: 0 });
      const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, open));
      const ended = sockets.map((socket) => answers(socket, Number.POSITIVE_INFINITY));
      for (const socket of sockets) socket.write(request.repeat(2_000));
      await Promise.all(ended);
      expect(parsed.all).toBeGreaterThanOrEqual(CONNECTIONS);
      expect(parsed.all).toBeLessThanOrEqual(CONNECTIONS * (ofTurn + 1));
      expect(parsed.most).toBeLessThanOrEqual(BYTES_BETWEEN_COUNTS / request.length + 1);
    }
  });

  it('is parsed a little in each turn, as chunks of a body, and all in the end', async () => {
    const { open, answers, parsed } = await setup();
    const [chunk, chunks] = ['1\r\na\r\n', 10_000];
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, open));
    const answered = sockets.map((socket) => answers(socket, 1));
    for (const socket of sockets) {
      socket.write('POST /parsed HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write(`${chunk.repeat(chunks)}0\r\n\r\n`);
    }
    await Promise.all(answered);
    expect(parsed.all).toBe(CONNECTIONS * chunks);
    expect(parsed.most).toBeLessThanOrEqual(BYTES_BETWEEN_COUNTS / chunk.length + 1);
  });

  it('arrives whole and in order, whatever its size, also from a sender that ends with it', async () => {
    const { url, open, ask } = await setup();
    for (const length of [0, 1, SLICE_BYTES, SLICE_BYTES + 1, 65_536, 1_000_003]) {
      const body = randomBytes(length);
      const answer = await fetch(`${url}/hashed`, { method: 'POST', body });
      expect(await answer.text()).toBe(createHash('sha256').update(body).digest('hex'));
    }
    const socket = (await open()).resume();
    socket.end(ask('/counted'));
    await once(socket, 'close');
  });
});

describe('a new connection where there are as many as allowed', () => {
  it('takes the place of one that sends nothing', async () => {
    const { open, url } = await setup(5);
    const idle = await Promise.all(Array.from({ length: 5 }, open));
    const closed = once(idle[0] ?? (await open()), 'close');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await closed;
    expect(idle.filter(({ destroyed, readableEnded }) => destroyed || readableEnded)).toHaveLength(
      1,
    );
  });

  it('takes no place of one that is being answered', async () => {
    const { open, ask, answers, heldBy, url } = await setup(3);
    const [first, second] = [await open(), await open()];
    const answered = [answers(first, 1), answers(second, 1)];
    for (const socket of [first, second]) socket.write(ask('/held'));
    await heldBy(2);
    for (let asked = 0; asked < 5; asked++) await open();
    const { status } = await fetch(`${url}/healthz`);
    expect(status).toBe(200);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    for (const close of closers.splice(1)) await close();
    expect((await Promise.all(answered)).length).toBe(2);
  });
});
