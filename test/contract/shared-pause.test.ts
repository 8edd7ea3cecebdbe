/** How: two processes with budgets of their own over one real store; what reaches Discord is counted. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRequestBudget, RequestHeldError } from '#discord/rest/request-budget.ts';
import type { Store } from '#ports/store.ts';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';

const CHANNEL = 'https://discord.com/api/v10/channels/1100000000000000001/messages';
const ANSWER = 'https://discord.com/api/v10/interactions/1100000000000000002/token/callback';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const STORES: readonly (readonly [name: string, open: () => Promise<Store>])[] = [
  ['SQLite', async () => openMemoryStore()],
  ['PostgreSQL', async () => openPostgresStore({ url: await server.newDatabase(), worker: 'one' })],
];

describe.each(STORES)('a limit of the whole bot, on %s', (_name, open) => {
  it('told to one process holds back the others, and ends for all', async () => {
    const store = await open();
    onTestFinished(() => store.close());
    let nowMs = 1_790_000_000_000;
    const written = Promise.withResolvers<void>();
    let hasRead = () => {};
    const facts = {
      readFact: async (key: string) => {
        const value = await store.readFact(key);
        // Whoever reads it goes on first.
        if (key === 'discord-pause') setImmediate(() => hasRead());
        return value;
      },
      replaceFact: async (key: string, before: string | null, value: string) => {
        const isSaved = await store.replaceFact(key, before, value);
        if (key === 'discord-pause') written.resolve();
        return isSaved;
      },
    };
    const silent = { warn: () => {}, error: () => {} };
    const process = () =>
      createRequestBudget({ facts, clock: { nowMs: () => nowMs }, log: silent });
    const [told, other] = [process(), process()];
    let reached = 0;
    const fine = { status: 200, headers: new Headers() };
    const ask = (budget: typeof other, url: string) =>
      budget.spend(url, null, async () => {
        reached += 1;
        return fine;
      });
    const looked = async () => {
      const done = new Promise<void>((resolve) => {
        hasRead = resolve;
      });
      await ask(other, CHANNEL);
      await done;
    };
    await looked();
    const headers = new Headers({ 'x-ratelimit-global': 'true', 'retry-after': '20' });
    await told.spend(CHANNEL, null, async () => ({ status: 429, headers }));
    await written.promise;
    nowMs += 1_000;
    // While it looks, its request goes on.
    await looked();
    await expect(ask(other, CHANNEL)).rejects.toMatchObject({ afterMs: 19_000 });
    await expect(ask(other, CHANNEL)).rejects.toBeInstanceOf(RequestHeldError);
    expect(reached).toBe(2);
    // People who wait are answered: their requests are not bound by that limit.
    await ask(other, ANSWER);
    nowMs += 19_001;
    await ask(other, CHANNEL);
    expect(reached).toBe(4);
  });
});
