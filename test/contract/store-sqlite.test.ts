import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { exerciseStore } from './exercise-store.ts';

exerciseStore('store in memory', () => openSqliteStore({ file: ':memory:' }));

exerciseStore('store in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return openSqliteStore({ file: join(folder, 'fourfold.db') });
});
