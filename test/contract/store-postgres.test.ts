import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Store } from '#ports/store.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { exerciseStore } from './exercise-store.ts';
import { createWorld, LEASE_MS, NOW } from './store-world.ts';

let server: PostgresServer;
let template: string;

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  await (await openPostgresStore({ url, worker: 'template' })).close();
  template = new URL(url).pathname.slice(1);
});
afterAll(() => server.close());

const newUrl = () => server.newDatabase(template);

/** A process of its own, as far as the database can tell. */
const open = async (url: string, worker = 'one'): Promise<Store> =>
  openPostgresStore({ url, worker, connectionsMax: 4 });

exerciseStore('store on PostgreSQL', async () => open(await newUrl()));

it('never gives one job to two processes', async () => {
  const url = await newUrl();
  const { store, accept } = await createWorld(() => open(url));
  const other = await open(url, 'two');
  onTestFinished(() => other.close());
  for (let i = 0; i < 10; i++) await accept();
  const claim = { nowMs: NOW, leaseMs: LEASE_MS, limit: 3, slots: { perVendor: { studio: 8 } } };
  const claims = await Promise.all([store, other, store, other].map((one) => one.claimDue(claim)));
  const ids = claims.flat().map(({ id }) => id);
  expect(ids).toHaveLength(8);
  expect(new Set(ids).size).toBe(8);
});

it('accepts a repeated interaction once, however close together two processes get it', async () => {
  const url = await newUrl();
  const { store, draft } = await createWorld(() => open(url));
  const other = await open(url, 'two');
  onTestFinished(() => other.close());
  for (let round = 0; round < 5; round++) {
    const first = draft();
    const second = { ...draft(), origin: first.origin };
    const outcomes = await Promise.all([
      store.acceptJob(first, 1_000, NOW),
      other.acceptJob(second, 1_000, NOW),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'duplicate']);
  }
});

it('gives the last credits to one of many who ask at once', async () => {
  const url = await newUrl();
  const { store, draft } = await createWorld(() => open(url));
  const other = await open(url, 'two');
  onTestFinished(() => other.close());
  // Enough for three of them.
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, place) =>
      (place % 2 === 0 ? store : other).acceptJob(draft(), 25, NOW),
    ),
  );
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(3);
  expect(outcomes.filter(({ kind }) => kind === 'credits-exhausted')).toHaveLength(9);
});

it('upgrades once where several processes start together', async () => {
  const url = await server.newDatabase();
  const stores = await Promise.all(['one', 'two', 'three'].map((worker) => open(url, worker)));
  await Promise.all(stores.map((store) => store.close()));
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('SELECT name FROM migrations ORDER BY name');
  await client.end();
  const migrations = readdirSync(new URL('../../migrations/postgres/', import.meta.url))
    .filter((file) => file.endsWith('.sql'))
    .toSorted();
  expect(migrations).toContain('0000_start.sql');
  expect(rows.map(({ name }) => `${name}.sql`)).toEqual(migrations);
});

it('refuses a database that a newer program has upgraded', async () => {
  const url = await newUrl();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`INSERT INTO migrations (name) VALUES ('9999_later')`);
  await client.end();
  await expect(open(url)).rejects.toThrow(/newer/);
});

it('goes on after the database was restarted', async () => {
  const url = await newUrl();
  const { store, accept } = await createWorld(() => open(url));
  const job = await accept();
  await server.restart();
  // A connection that the restart ended may be told so by its next use.
  await store.findJob(job.id).catch(() => null);
  expect(await store.findJob(job.id)).toEqual(job);
});
