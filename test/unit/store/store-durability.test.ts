import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';

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
