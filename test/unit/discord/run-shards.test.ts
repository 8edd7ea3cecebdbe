/** How: gateways on one playground and the same facts; who holds what is a table that the test writes. */
import { afterEach, expect, it, vi } from 'vitest';
import { createDiscordClock } from '#discord/gateway/discord-clock.ts';
import { createGateway } from '#discord/gateway/gateway.ts';
import { runShards } from '#discord/gateway/run-shards.ts';
import { createSignal } from '#playground/discord/signal.ts';
import { startPlayground } from '#playground/start-playground.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { memoryFacts } from '#test/fixtures/memory-facts.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function setUp(shards: number) {
  const playground = await startPlayground({ page: false, shards });
  stops.push(playground.close);
  const facts = memoryFacts();
  const turns = createSignal<null>();
  /** By process: how many shards there are, which it holds, and how many of them it is to give back. */
  const table = new Map<string, { count: number; shards: readonly number[]; surplus: number }>();
  const start = async (name: string) => {
    const { log, lines } = listeningLog();
    const clock = {
      nowMs: () => 0,
      // A turn is taken when the test says so.
      sleepUntil: async (_atMs: number, signal: AbortSignal) => {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
          turns.listen(() => resolve());
        });
      },
    };
    const released: number[] = [];
    const leases: ShardLeases = {
      hold: async (wanted, isRequired) => {
        if (isRequired === true) {
          const all = Array.from({ length: wanted }, (_, shard) => shard);
          table.set(name, { count: wanted, shards: all, surplus: 0 });
        }
        return table.get(name) ?? { count: shards, shards: [], surplus: 0 };
      },
      release: async (given) => {
        released.push(...given);
        const turn = table.get(name);
        if (turn === undefined) return;
        const left = turn.shards.filter((shard) => !given.includes(shard));
        table.set(name, { ...turn, shards: left, surplus: 0 });
      },
      leave: async () => {
        table.delete(name);
      },
      isCertain: () => true,
    };
    const gateway = createGateway({
      token: playground.token,
      apiUrl: playground.apiUrl,
      reactions: false,
      facts,
      clock: { nowMs: () => 0, sleepUntil: async () => {} },
      discordClock: createDiscordClock(() => 0),
      log,
    });
    stops.push(gateway.close);
    const held = await runShards({ gateway, leases, onInteraction: () => {}, clock, log });
    stops.push(held.close);
    return { gateway, held, lines, released };
  };
  /** Takes turns until it is so. */
  const until = (check: () => void) =>
    vi.waitFor(() => {
      turns.emit(null);
      check();
    }, 10_000);
  const sessionOf = (shard: number) =>
    /"sessionId":"([^"]+)"/.exec(facts.known.get(`discord-session:${shard}`) ?? '')?.[1];
  return { playground, table, start, until, sessionOf };
}

const ready = (gateway: { shards(): ReadonlyMap<number, boolean> }) =>
  [...gateway.shards()].flatMap(([shard, isReady]) => (isReady ? [shard] : [])).toSorted();

it('one holds all shards, gives back what is too much, and another resumes it', async () => {
  const { table, start, until, sessionOf } = await setUp(4);
  table.set('first', { count: 4, shards: [0, 1, 2, 3], surplus: 0 });
  const first = await start('first');
  const second = await start('second');
  expect([first.gateway.state(), second.gateway.state()]).toEqual(['ready', 'standby']);
  expect(second.held.identity).toEqual(first.held.identity);
  const began = [2, 3].map(sessionOf);
  expect(began.every(Boolean)).toBe(true);

  table.set('first', { count: 4, shards: [0, 1, 2, 3], surplus: 2 });
  await until(() => expect(first.released).toEqual([2, 3]));
  table.set('second', { count: 4, shards: [2, 3], surplus: 0 });
  await until(() => expect(ready(second.gateway)).toEqual([2, 3]));
  expect(ready(first.gateway)).toEqual([0, 1]);
  expect([2, 3].map(sessionOf)).toEqual(began);
});

it('a process that was taken for dead lets go of its shards, and may have them again', async () => {
  const { table, start, until, sessionOf } = await setUp(1);
  table.set('first', { count: 1, shards: [0], surplus: 0 });
  const first = await start('first');
  const second = await start('second');
  const began = sessionOf(0);
  table.set('first', { count: 1, shards: [], surplus: 0 });
  table.set('second', { count: 1, shards: [0], surplus: 0 });
  await until(() =>
    expect([first.gateway.state(), second.gateway.state()]).toEqual(['standby', 'ready']),
  );
  table.set('first', { count: 1, shards: [0], surplus: 0 });
  table.set('second', { count: 1, shards: [], surplus: 0 });
  await until(() =>
    expect([first.gateway.state(), second.gateway.state()]).toEqual(['ready', 'standby']),
  );
  expect(sessionOf(0)).toBe(began);
});

it('begins new sessions when the bot is divided into more shards', async () => {
  const { table, start, until, sessionOf } = await setUp(2);
  table.set('first', { count: 1, shards: [0], surplus: 0 });
  const first = await start('first');
  const began = sessionOf(0);
  table.set('first', { count: 2, shards: [0, 1], surplus: 0 });
  await until(() => expect(ready(first.gateway)).toEqual([0, 1]));
  expect(sessionOf(0)).not.toBe(began);
});

it('divides the bot anew, without a restart, when Discord takes no session with so few shards', async () => {
  const { playground, table, start, until, sessionOf } = await setUp(2);
  table.set('first', { count: 1, shards: [0], surplus: 0 });
  const first = await start('first');
  const began = sessionOf(0);
  playground.fault({ kind: 'disconnect-gateway', code: 4011 });
  await until(() => expect(ready(first.gateway)).toEqual([0, 1]));
  expect(first.gateway.state()).toBe('ready');
  expect(sessionOf(0)).not.toBe(began);
  expect(first.lines.join()).toContain('more shards required');
});

it('gives everything back when it ends', async () => {
  const { table, start } = await setUp(1);
  table.set('first', { count: 1, shards: [0], surplus: 0 });
  const first = await start('first');
  await first.held.close();
  expect(table.has('first')).toBe(false);
  expect(first.gateway.state()).toBe('closed');
});
