import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';

const FULL = 2;
const MEMORY = 2;

// No test can pull the plug; what a commit survives is what these settings say.
it.each([
  ['synchronous', FULL],
  ['journal_mode', 'wal'],
  ['foreign_keys', 1],
  ['busy_timeout', 5_000],
  ['temp_store', MEMORY],
  // The log stays short, and so does a start after a crash, which reads it.
  ['wal_autocheckpoint', 4_000],
  ['journal_size_limit', 16_384_000],
])('opens a file with %s = %s', (setting, value) => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = openDatabase({ file: join(folder, 'fourfold.db') });
  onTestFinished(() => {
    database.close();
  });
  expect(database.pragma(setting, { simple: true })).toBe(value);
});

it('writes something each time that it is asked whether it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fourfold.db');
  const store = openSqliteStore({ file });
  const other = new Database(file, { readonly: true });
  onTestFinished(async () => {
    other.close();
    await store.close();
  });
  // Raised by what another connection has written, and by nothing else.
  const written = () => other.pragma('data_version', { simple: true });
  expect(await store.isWritable()).toBe(true);
  for (let asked = 0; asked < 3; asked++) {
    const before = written();
    expect(await store.isWritable()).toBe(true);
    expect(written()).not.toBe(before);
  }
});
