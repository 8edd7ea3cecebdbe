import { createServer } from 'node:http';
import { REST } from '@discordjs/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createPlaceMemory } from '#discord/delivery/place-memory.ts';
import type { DiscordFailureKind } from '#discord/rest/discord-failures.ts';
import { createDiscordRest, type DiscordRest, REST_OPTIONS } from '#discord/rest/discord-rest.ts';
import { guildId } from '#domain/ids.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';

type Reply = { readonly status: number; readonly body: unknown; readonly headers?: object };
type Asked = { readonly url: string | undefined; readonly authorization: string | undefined };

let reply: Reply | 'cut' | 'silence' = { status: 200, body: {} };
const asked: Asked[] = [];
const server = createServer((request, response) => {
  asked.push({ url: request.url, authorization: request.headers.authorization });
  if (reply === 'silence') return;
  if (reply === 'cut') {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
});

let rest: DiscordRest;
beforeEach(async () => {
  asked.length = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const client = new REST({ ...REST_OPTIONS, api: `http://127.0.0.1:${port}/api` });
  rest = createDiscordRest({ rest: client, token: 'the-token', log: listeningLog().log });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
});

const ask = (timeoutMs = 1_000) =>
  rest.ask({
    method: 'post',
    route: '/channels/1100000000000000201/messages',
    as: 'bot',
    body: {},
    timeoutMs,
    reads: z.object({}),
  });

const error = (status: number, code: number, headers = {}): Reply => ({
  status,
  body: { message: 'No.', code },
  headers,
});

test.each<[string, Reply | 'cut' | 'silence', DiscordFailureKind]>([
  ['an unknown channel', error(404, 10003), 'closed'],
  ['an unknown message', error(404, 10008), 'gone'],
  ['an unknown webhook', error(404, 10015), 'unanswerable'],
  ['an unknown interaction', error(404, 10062), 'unanswerable'],
  ['a dead token', error(401, 50027), 'unanswerable'],
  ['a second answer', error(400, 40060), 'answered'],
  ['no access', error(403, 50001), 'forbidden'],
  ['no permission', error(403, 50013), 'forbidden'],
  ['closed direct messages', error(403, 50007), 'closed'],
  ['a bot that may not open direct messages', error(403, 20026), 'refused'],
  ['an archived thread', error(400, 50083), 'closed'],
  ['a reply to hidden history', error(403, 160002), 'unreferable'],
  ['a request too large', error(413, 40005), 'too-large'],
  ['a file too large', error(400, 50045), 'too-large'],
  ['a size refused by a proxy', { status: 413, body: '{}' }, 'too-large'],
  ['a form fault', error(400, 50035), 'malformed'],
  ['a blocked word', error(400, 200000), 'blocked'],
  ['a harmful link', error(400, 240000), 'blocked'],
  ['limited uploads', error(403, 400001), 'no-files'],
  ['a locked thread', error(403, 160005), 'closed'],
  ['a code that is new', error(403, 999999), 'refused'],
  ['a refused bot token', error(401, 0), 'retry'],
  ['an outage', { status: 502, body: '<html>' }, 'retry'],
  ['half an answer', { status: 200, body: '{"id":' }, 'retry'],
  ['an answer of another shape', { status: 200, body: [] }, 'retry'],
  ['a connection cut', 'cut', 'retry'],
])('%s reads as %s', async (_title, given, kind) => {
  reply = given;
  const answer = await ask();
  expect(answer.kind === 'failed' ? answer.failure.kind : 'ok').toBe(kind);
  expect(asked).toHaveLength(1);
});

test('silence ends when the time is over, without a second request', async () => {
  reply = 'silence';
  const answer = await ask(100);
  expect(answer).toMatchObject({ kind: 'failed', failure: { kind: 'retry' } });
  expect(asked).toHaveLength(1);
});

test('a long rate limit is handed back with its time', async () => {
  reply = {
    status: 429,
    body: { message: 'slow', retry_after: 12.5, global: false },
    headers: {
      'retry-after': '12.5',
      'x-ratelimit-reset-after': '12.5',
      'x-ratelimit-remaining': '0',
    },
  };
  const answer = await ask();
  const afterMs = answer.kind === 'failed' ? answer.failure.afterMs : 0;
  expect(afterMs).toBeGreaterThan(12_000);
  expect(afterMs).toBeLessThan(13_000);
});

test('the bot token survives a 401, and its failure says to wait', async () => {
  reply = error(401, 0);
  const first = await ask();
  expect(first.kind === 'failed' && first.failure.afterMs).toBe(60_000);
  reply = { status: 200, body: {} };
  expect((await ask()).kind).toBe('ok');
  expect(asked.map(({ authorization }) => authorization)).toEqual([
    'Bot the-token',
    'Bot the-token',
  ]);
});

test('interaction webhooks are asked without the bot token', async () => {
  reply = { status: 200, body: {} };
  const route = '/webhooks/1100000000000000001/secret' as const;
  await rest.ask({ method: 'post', route, as: 'interaction', body: {}, reads: z.object({}) });
  expect(asked[0]?.authorization).toBeUndefined();
});

test('no failure tells a token', async () => {
  reply = error(404, 10015);
  const route = '/webhooks/1100000000000000001/secret' as const;
  const answer = await rest.ask({ method: 'post', route, as: 'interaction', reads: z.object({}) });
  expect(JSON.stringify(answer)).not.toMatch(/secret|the-token/);
});

test.each([
  ['no access', error(403, 50001), false],
  ['a server that is hidden', error(404, 10004), false],
  ['no such member', error(404, 10007), false],
  ['an outage', { status: 502, body: '<html>' }, true],
])('whether the bot is in a server: %s', async (_title, given, isIn) => {
  reply = given;
  const places = createPlaceMemory({
    rest,
    botUserId: () => '1196740682186752001',
    clock: { nowMs: () => 1_790_000_000_000, sleepUntil: async () => {} },
  });
  expect(await places.isMember(guildId('1198190451752960005'))).toBe(isIn);
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/v10/guilds/1198190451752960005/members/1196740682186752001',
  ]);
});
