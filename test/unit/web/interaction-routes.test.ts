/**
 * How: the real web server, asked over HTTP as Discord asks, with the playground's own signing; what the endpoint
 * hands on is recorded here and answered by hand.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkEndpoint } from '#playground/discord/endpoint/check-endpoint.ts';
import { createSigningKey } from '#playground/discord/endpoint/signing-key.ts';
import type { InlineReply } from '#ports/inline-reply.ts';
import { systemClock } from '#system/clock.ts';
import { createInteractionEndpoint, type InteractionEndpoint } from '#web/interaction-routes.ts';
import { startWebServer, type WebServer } from '#web/server.ts';

const silent = { warn: () => undefined, error: () => undefined };
const signing = createSigningKey('test');
const discord = { signing, clock: { ...systemClock, schedule: () => () => undefined } };
const ping = JSON.stringify({ type: 1 });
const press = JSON.stringify({ type: 3, id: '7' });

let server: WebServer;
let endpoint: InteractionEndpoint;
let taken: { readonly payload: unknown; readonly inline: InlineReply | null }[] = [];
/** Called for each interaction, as the bot's router would be. */
let answer: (inline: InlineReply | null) => void = () => undefined;
const events: (readonly [string, unknown])[] = [];

beforeAll(async () => {
  endpoint = createInteractionEndpoint({
    publicKey: signing.publicKey,
    clock: systemClock,
    log: silent,
  });
  server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    parts: [endpoint.routes],
    log: silent,
  });
});

afterAll(() => server.close());

beforeEach(() => {
  taken = [];
  endpoint.onInteraction((payload, inline) => {
    taken.push({ payload, inline });
    answer(inline);
  });
  endpoint.onEvent((name, data) => events.push([name, data]));
});

const send = (body: string, headers = signing.headers(body, Date.now()), path = '/interactions') =>
  fetch(`${server.url}${path}`, { method: 'POST', headers, body });

describe('interactions as requests', () => {
  it.each(['interactions', 'events'] as const)(
    'take what Discord signed and nothing else: %s',
    async (kind) => {
      await expect(checkEndpoint(discord, kind, `${server.url}/${kind}`)).resolves.toBeUndefined();
      expect(taken).toEqual([]);
    },
  );

  it('are checked with the key of this application alone', async () => {
    const other = createSigningKey('another application');
    const reply = await send(press, other.headers(press, Date.now()));
    expect(reply.status).toBe(401);
    expect(taken).toEqual([]);
  });

  it.each([
    ['a minute and more old', -61_000, 401],
    ['of a clock that is 59 s ahead', 59_000, 200],
    ['of a clock that is 61 s ahead', 61_500, 401],
  ])('that are %s answer %#', async (_name, byMs, status) => {
    expect((await send(ping, signing.headers(ping, Date.now() + byMs))).status).toBe(status);
  });

  it('are read while strangers send more bodies that never end than are read at once', async () => {
    // No body is given up for its time here.
    const clock = {
      ...systemClock,
      sleepUntil: (_atMs: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    };
    const crowded = createInteractionEndpoint({
      publicKey: signing.publicKey,
      clock,
      log: silent,
    });
    const { url, close } = await startWebServer({
      host: '127.0.0.1',
      port: 0,
      parts: [crowded.routes],
      log: silent,
    });
    const { hostname, port } = new URL(url);
    const sendPing = () =>
      fetch(`${url}/interactions`, {
        method: 'POST',
        headers: signing.headers(ping, Date.now()),
        body: ping,
      });
    const head = Object.entries(signing.headers(ping, Date.now()))
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const told = Promise.withResolvers<void>();
    let refused = 0;
    const sockets = Array.from({ length: 80 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => socket.destroy());
      // All 80 have begun once 16 of them are refused: 64 are read at once.
      socket.once('data', () => {
        refused++;
        if (refused === 16) told.resolve();
      });
      socket.write(
        `POST /interactions HTTP/1.1\r\nhost: x\r\n${head}content-length: 99999\r\n\r\n{`,
      );
      return socket;
    });
    await told.promise;
    expect([(await sendPing()).status, (await sendPing()).status]).toEqual([200, 200]);
    for (const socket of sockets) socket.destroy();
    await close();
  });

  it('are answered in the response, once', async () => {
    const outcomes: (string | undefined)[] = [];
    const told = Promise.withResolvers<void>();
    answer = async (inline) => {
      outcomes.push(await inline?.send({ type: 4, data: { content: 'first' } }));
      outcomes.push(await inline?.send({ type: 4, data: { content: 'second' } }));
      told.resolve();
    };
    const reply = await send(press);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ type: 4, data: { content: 'first' } });
    await told.promise;
    expect(outcomes).toEqual(['sent', 'closed']);
    expect(taken[0]?.payload).toEqual({ type: 3, id: '7' });
  });

  it('that are answered another way end with 202 and no body', async () => {
    answer = (inline) => inline?.accept();
    const reply = await send(press);
    expect([reply.status, await reply.text()]).toEqual([202, '']);
  });

  it('are closed in time for an answer by another way', async () => {
    answer = () => undefined;
    const reply = await send(press);
    expect(reply.status).toBe(202);
    expect(await taken[0]?.inline?.send({ type: 4 })).toBe('closed');
  });

  it.each([
    ['too large', 'x'.repeat(512 * 1024 + 1), {}, 413],
    ['of another type', ping, { 'content-type': 'text/plain' }, 415],
    ['no JSON', '{', {}, 400],
    ['JSON of another form', '[]', {}, 400],
  ])('that are %s are refused', async (_name, body, changed, status) => {
    const headers = { ...signing.headers(body, Date.now()), ...changed };
    expect((await send(body, headers)).status).toBe(status);
    expect(taken).toEqual([]);
  });

  it('are refused while the bot cannot take them, but a ping is answered', async () => {
    endpoint.close();
    expect((await send(press)).status).toBe(503);
    expect((await send(ping)).status).toBe(200);
  });
});

describe('webhook events', () => {
  it('are handed on by name', async () => {
    const event = { type: 'ENTITLEMENT_CREATE', timestamp: '', data: { id: '5' } };
    const body = JSON.stringify({ version: 1, application_id: '1', type: 1, event });
    const reply = await send(body, signing.headers(body, Date.now()), '/events');
    expect(reply.status).toBe(204);
    expect(events).toEqual([['ENTITLEMENT_CREATE', { id: '5' }]]);
  });
});
