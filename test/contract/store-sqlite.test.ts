import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { emptyDatabase, openMemoryStore } from '#test/fixtures/memory-store.ts';
import { exerciseStore } from './exercise-store.ts';
import { createWorld, LEASE_MS, NOW } from './store-world.ts';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'fourfold.db');
}

exerciseStore('store in memory', openMemoryStore);

exerciseStore('store in a file', () => {
  const file = newFile();
  writeFileSync(file, emptyDatabase());
  return openSqliteStore({ file });
});

it('never gives one job to two connections', async () => {
  const file = newFile();
  const { store, accept } = await createWorld(() => openSqliteStore({ file }));
  const other = openSqliteStore({ file });
  onTestFinished(() => other.close());
  for (let i = 0; i < 10; i++) await accept();
  const claim = { nowMs: NOW, leaseMs: LEASE_MS, limit: 3, slots: { perVendor: { studio: 8 } } };
  const claims = await Promise.all([store, other, store, other].map((one) => one.claimDue(claim)));
  const ids = claims.flat().map(({ id }) => id);
  expect(ids).toHaveLength(8);
  expect(new Set(ids).size).toBe(8);
});

it('is the same after it was closed and opened again', async () => {
  const file = newFile();
  const { store, accept, account } = await createWorld(() => openSqliteStore({ file }));
  const job = await accept();
  const before = await account();
  await store.close();
  const again = openSqliteStore({ file });
  onTestFinished(() => again.close());
  expect(await again.findJob(job.id)).toEqual(job);
  expect(await again.account(job.origin.guildId, 0, NOW)).toEqual(before);
});
