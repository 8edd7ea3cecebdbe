/** Storms of refusals, judged by what reaches Discord: counted at a server, or at the end of the scripted wire. */
import { createServer } from 'node:http';
import { REST } from '@discordjs/rest';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { budgetedRest } from '#discord/rest/budgeted-rest.ts';
import { createDiscordRest } from '#discord/rest/discord-rest.ts';
import { createRequestBudget, RequestHeldError } from '#discord/rest/request-budget.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';
import { mostInWindow } from '#test/fixtures/most-in-window.ts';

const TEN_MINUTES_MS = 600_000;
const API = 'https://discord.com/api/v10';
const ANSWER = `${API}/interactions/1100000000000000001/token/callback`;
const channel = (number: number) => `${API}/channels/${1_100_000_000_000 + number}/messages`;

function setUp(facts = memoryFacts()) {
  let nowMs = 1_790_000_000_000;
  const budget = createRequestBudget({
    facts,
    clock: { nowMs: () => nowMs },
    log: listeningLog().log,
  });
  /** When requests that Discord refused arrived there. */
  const refusedAt: number[] = [];
  const refuse = (url: string, status = 403, headers: Readonly<Record<string, string>> = {}) =>
    budget.spend(url, null, async () => {
      refusedAt.push(nowMs);
      return { status, headers: new Headers(headers) };
    });
  return {
    budget,
    facts,
    refusedAt,
    refuse,
    isHeld: async (url: string) => (await heldMs(refuse(url))) !== null,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** For how long a request was held back; null: it was sent. */
async function heldMs(sent: Promise<unknown>): Promise<number | null> {
  try {
    await sent;
    return null;
  } catch (error) {
    if (error instanceof RequestHeldError) return error.afterMs;
    throw error;
  }
}

describe('a storm of refusals', () => {
  test('of an hour, in a hundred channels and in answers, never has 50 in ten minutes', async () => {
    const { refuse, refusedAt, pass } = setUp();
    for (let second = 0; second < 3_600; second += 1) {
      const urls = Array.from({ length: 20 }, (_, one) => channel((second * 20 + one) % 100));
      await Promise.all(
        [...urls, ANSWER].map((url) => heldMs(refuse(url, second % 2 ? 401 : 403))),
      );
      pass(1_000);
    }
    expect(mostInWindow(refusedAt, TEN_MINUTES_MS)).toBeLessThan(50);
    // It goes on asking, or it would never notice that Discord has recovered.
    expect(refusedAt.length).toBeGreaterThan(150);
  });

  test('that begins with five hundred requests at once ends below 50', async () => {
    const { refuse, refusedAt } = setUp();
    const sent = Array.from({ length: 500 }, (_, one) => heldMs(refuse(channel(one))));
    await Promise.all(sent);
    expect(refusedAt.length).toBeLessThan(50);
    expect(refusedAt.length).toBeGreaterThan(20);
  });

  test('goes on below 50 after a restart', async () => {
    const first = setUp();
    await Promise.all(Array.from({ length: 100 }, () => heldMs(first.refuse(ANSWER))));
    // The saves behind the last refusals.
    await first.budget.load();
    const second = setUp(first.facts);
    await second.budget.load();
    await Promise.all(Array.from({ length: 100 }, () => heldMs(second.refuse(ANSWER))));
    expect(first.refusedAt.length + second.refusedAt.length).toBeLessThan(50);
  });

  test('that fills the part of all others leaves answers to people', async () => {
    const { refuse, isHeld } = setUp();
    for (let one = 0; one < 100; one += 1) await heldMs(refuse(channel(one)));
    expect(await isHeld(channel(200))).toBe(true);
    expect(await isHeld(ANSWER)).toBe(false);
  });
});

describe('one channel that refuses', () => {
  test('is left alone for longer and longer, and no other channel waits for it', async () => {
    const { refuse, isHeld, refusedAt, pass } = setUp();
    for (let second = 0; second < 3_600; second += 1) {
      await heldMs(refuse(channel(1)));
      pass(1_000);
    }
    expect(mostInWindow(refusedAt, TEN_MINUTES_MS)).toBeLessThanOrEqual(8);
    expect(await isHeld(channel(2))).toBe(false);
  });

  test('may refuse a result in four forms before it has to wait', async () => {
    const { refuse } = setUp();
    const held: (number | null)[] = [];
    for (let one = 0; one < 5; one += 1) held.push(await heldMs(refuse(channel(1))));
    expect(held).toEqual([null, null, null, null, 15_000]);
  });
});

test('a limit of the whole bot is waited out by everything but answers', async () => {
  const { refuse, isHeld, pass } = setUp();
  await refuse(channel(1), 429, { 'retry-after': '30', 'x-ratelimit-global': 'true' });
  expect(await heldMs(refuse(channel(2)))).toBe(30_000);
  expect(await isHeld(ANSWER)).toBe(false);
  pass(30_000);
  expect(await isHeld(channel(2))).toBe(false);
});

test('requests under way wait for each other, and answers go first', async () => {
  const { budget } = setUp();
  const order: string[] = [];
  const open: (() => void)[] = [];
  const send = (url: string) =>
    budget.spend(
      url,
      null,
      () =>
        new Promise<{ readonly status: number; readonly headers: Headers }>((resolve) => {
          order.push(url);
          open.push(() => resolve({ status: 200, headers: new Headers() }));
        }),
    );
  const all = Array.from({ length: 60 }, (_, one) => send(channel(one)));
  const answers = Array.from({ length: 20 }, () => send(ANSWER));
  expect(order.filter((url) => url !== ANSWER)).toHaveLength(36);
  expect(order.filter((url) => url === ANSWER)).toHaveLength(12);
  while (open.length > 0) {
    for (const end of open.splice(0)) end();
    await Promise.resolve();
    await new Promise(setImmediate);
  }
  await Promise.all([...all, ...answers]);
  expect(order).toHaveLength(80);
});

test('a request whose time is over stops waiting for its turn', async () => {
  const { budget } = setUp();
  const never = () => new Promise<never>(() => {});
  for (let one = 0; one < 36; one += 1) void budget.spend(channel(one), null, never);
  const late = new AbortController();
  const waiting = budget.spend(channel(99), late.signal, never);
  late.abort(new Error('too late'));
  await expect(waiting).rejects.toThrow('too late');
});

describe('with the REST client of discord.js', () => {
  const closings: (() => void)[] = [];
  afterEach(() => {
    for (const close of closings.splice(0)) close();
  });

  test.each([401, 403, 429])(
    'a Discord that answers %i to all is asked fewer than 50 times',
    async (status) => {
      let asked = 0;
      const server = createServer((_request, response) => {
        asked += 1;
        response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0.01' });
        response.end(JSON.stringify({ message: 'No.', code: 0, retry_after: 0.01 }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closings.push(() => {
        server.closeAllConnections();
        server.close();
      });
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const { budget } = setUp();
      const client = new REST({ ...budgetedRest(budget), api: `http://127.0.0.1:${port}/api` });
      const rest = createDiscordRest({ rest: client, token: 'the-token', log: listeningLog().log });
      const asks = Array.from({ length: 200 }, (_, one) =>
        rest.ask({
          method: 'post',
          route: `/channels/${1_100_000_000_000_000_000n + BigInt(one)}/messages`,
          as: 'bot',
          body: {},
          reads: z.object({}),
        }),
      );
      const replies = await Promise.all(asks);
      expect(asked).toBeLessThan(50);
      const held = replies.filter(
        (reply) => reply.kind === 'failed' && reply.failure.detail.startsWith('held back'),
      );
      expect(held.length).toBeGreaterThan(150);
      for (const reply of held) {
        expect(reply).toMatchObject({ failure: { kind: 'retry' } });
      }
    },
  );
});
