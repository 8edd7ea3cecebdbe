/**
 * Many requests and many chunks in one piece. How: raw sockets against the real server; Node itself says what it parses in
 * each turn of the event loop.
 */
import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { crowdedServer } from '#test/fixtures/crowded-server.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
const setup = (connections?: number) => crowdedServer(closers, connections);

const SLICE_BYTES = 1024;
const TURN_BYTES = 8 * 1024;
/** What is left of one turn, and all of the next, each with the last slice of it. */
const BYTES_BETWEEN_COUNTS = 2 * (TURN_BYTES + SLICE_BYTES);

describe('what connections send in one piece', () => {
  const CONNECTIONS = 10;

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
      for (const socket of sockets) socket.write(request.repeat(1_000));
      await Promise.all(ended);
      expect(parsed.all).toBeGreaterThanOrEqual(CONNECTIONS);
      expect(parsed.all).toBeLessThanOrEqual(CONNECTIONS * (ofTurn + 1));
      expect(parsed.most).toBeLessThanOrEqual(BYTES_BETWEEN_COUNTS / request.length + 1);
    }
  });

  it('is parsed a little in each turn, as chunks of a body, and all in the end', async () => {
    const { open, answers, parsed } = await setup();
    const [chunk, chunks] = ['1\r\na\r\n', 5_000];
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

  it('keeps no small request of somebody else waiting', async () => {
    const { open, answers, parsed } = await setup();
    const [chunk, chunks, others, slices] = ['1\r\na\r\n', 8_000, 40, 7];
    const sockets = await Promise.all(Array.from({ length: others }, open));
    for (const socket of sockets) {
      socket.write('POST /parsed HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write(chunk.repeat(chunks));
    }
    const other = await open();
    // Until all of theirs have begun.
    while (parsed.all < others * 300) await new Promise((resolve) => setImmediate(resolve));
    const answered = answers(other, 1);
    const before = parsed.all;
    const body = 'x'.repeat(slices * SLICE_BYTES);
    other.write(
      `POST /hashed HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await answered;
    // By slices it would wait for as many of each of them, and for the rest of what answering takes.
    const bySlices = slices * others * (SLICE_BYTES / chunk.length);
    expect(parsed.all - before).toBeLessThan(bySlices * 1.5);
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
