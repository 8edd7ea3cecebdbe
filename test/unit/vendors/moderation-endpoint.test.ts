/** How: a server on this machine answers as the endpoint, or as what may stand in its place. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createModerationEndpoint } from '#vendors/moderation-endpoint.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Asked = { readonly headers: IncomingMessage['headers']; readonly body: unknown };

async function endpoint(answer: (response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  let nowMs = 1_000;
  const url = `http://127.0.0.1:${address.port}/v1/moderations`;
  const moderator = createModerationEndpoint(
    { url, key: 'k-1', model: 'm-1' },
    { nowMs: () => nowMs },
  );
  return { asked, moderator, url, pass: (ms: number) => (nowMs += ms) };
}

const json = (value: unknown) => (response: ServerResponse) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
};

it('is sent model and text with the key, and says what it found by the endpoint’s names', async () => {
  const { asked, moderator } = await endpoint(
    json({
      id: 'modr-1',
      model: 'm-1',
      results: [{ flagged: true, categories: { violence: true, hate: false, sexual: true } }],
    }),
  );
  expect(await moderator.moderate('a battle')).toEqual({
    kind: 'flagged',
    categories: ['violence', 'sexual'],
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).toEqual({ model: 'm-1', input: 'a battle' });
  expect(asked[0]?.headers).toMatchObject({
    authorization: 'Bearer k-1',
    'content-type': 'application/json',
  });
});

it('remembers an answer for some minutes, and a missing one not at all', async () => {
  let fails = true;
  const { asked, moderator, pass } = await endpoint((response) => {
    if (fails) response.writeHead(503).end();
    else json({ results: [{ flagged: false }] })(response);
  });
  expect(await moderator.moderate('a boat')).toEqual({ kind: 'unknown', detail: 'status 503' });
  expect(moderator.trouble()).toEqual({ sinceMs: 1_000, detail: 'status 503' });
  fails = false;
  expect(await moderator.moderate('a boat')).toEqual({ kind: 'fine' });
  expect(moderator.trouble()).toBeNull();
  expect(await moderator.moderate('a boat')).toEqual({ kind: 'fine' });
  expect(asked).toHaveLength(2);
  pass(11 * 60_000);
  await moderator.moderate('a boat');
  expect(asked).toHaveLength(3);
});

it.each([
  ['a page', (response: ServerResponse) => response.end('<html>'), /not that of/],
  ['no results', json({ results: [] }), /not that of/],
  ['other results', json({ results: [{ flagged: 'yes' }] }), /not that of/],
  ['no end', (response: ServerResponse) => response.write('x'.repeat(300 * 1024)), /too long/],
  ['a broken line', (response: ServerResponse) => response.destroy(), /not reached/],
])('takes %s for no answer', async (_what, answer, detail) => {
  const { moderator } = await endpoint(answer);
  expect(await moderator.moderate('a boat')).toEqual({
    kind: 'unknown',
    detail: expect.stringMatching(detail),
  });
});

it('gives up on silence within some seconds, and keeps nobody else waiting meanwhile', async () => {
  let first = true;
  const { moderator } = await endpoint((response) => {
    if (!first) json({ results: [{ flagged: false }] })(response);
    first = false;
  });
  const silent = moderator.moderate('a boat');
  expect(await moderator.moderate('a lake')).toEqual({ kind: 'fine' });
  expect(await silent).toEqual({ kind: 'unknown', detail: 'no answer in time' });
}, 20_000);

it('follows no redirect, which would take the text and the key elsewhere', async () => {
  const elsewhere = await endpoint(json({ results: [{ flagged: false }] }));
  const { moderator } = await endpoint((response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  expect(await moderator.moderate('a boat')).toEqual({ kind: 'unknown', detail: 'not reached' });
  expect(elsewhere.asked).toEqual([]);
});
