import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { createSqliteEngine } from '#store/sqlite/sqlite-engine.ts';
import { statement } from '#store/statement.ts';

const PAUSE_MS = 50;
const save = statement<{ readonly key: string; readonly value: string }>(
  'INSERT INTO facts (key, value) VALUES (@key, @value)',
);

function setup() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  const file = join(folder, 'fourfold.db');
  const engine = createSqliteEngine(openDatabase({ file }));
  onTestFinished(async () => {
    vi.useRealTimers();
    await engine.close();
    rmSync(folder, { recursive: true });
  });
  let made = 0;
  return {
    engine,
    /** What the file has without its log. */
    bytes: () => statSync(file).size,
    commit: async (times: number) => {
      for (let count = 0; count < times; count++) {
        const key = `key ${made++}`;
        await engine.write(() => save.run({ key, value: 'v'.repeat(1_000) }));
      }
    },
  };
}

it('moves the log into the file once nobody writes for a moment', async () => {
  const { bytes, commit } = setup();
  const before = bytes();
  await commit(32);
  expect(bytes()).toBe(before);
  vi.advanceTimersByTime(PAUSE_MS);
  expect(bytes()).toBeGreaterThan(before);
});

it('waits while there are writes, and is not worth it for a few', async () => {
  const { bytes, commit } = setup();
  const before = bytes();
  await commit(31);
  vi.advanceTimersByTime(10 * PAUSE_MS);
  expect(bytes()).toBe(before);
  for (let count = 0; count < 10; count++) {
    await commit(1);
    vi.advanceTimersByTime(PAUSE_MS - 1);
  }
  expect(bytes()).toBe(before);
  vi.advanceTimersByTime(2 * PAUSE_MS);
  expect(bytes()).toBeGreaterThan(before);
});

it('keeps no process going, and nothing waits for a file that is closed', async () => {
  const { engine, commit } = setup();
  await commit(32);
  expect(vi.getTimerCount()).toBe(1);
  await engine.close();
  expect(vi.getTimerCount()).toBe(0);
});
