/** How: decisions as the version before recorded them, brought to this one. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { userId } from '#domain/ids.ts';
import { createStore } from '#store/create-store.ts';
import { createSqliteEngine } from '#store/sqlite/sqlite-engine.ts';
import { upgradeDatabase } from '#store/sqlite/upgrade-database.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');
const JOURNAL = join('meta', '_journal.json');
/** The last migration before decisions said apart whom they are about. */
const BEFORE = 16;

it('whom old decisions were about stands apart afterwards, can be forgotten, and nothing else can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(MIGRATIONS, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, JOURNAL), 'utf8'));
  const entries = journal.entries.slice(0, BEFORE + 1);
  writeFileSync(join(folder, JOURNAL), JSON.stringify({ ...journal, entries }));
  const database = new Database(':memory:');
  // The copy that an upgrade makes is named after it.
  const file = join(folder, 'fourfold.db');
  upgradeDatabase(database, { file, migrationsDir: folder, log: undefined });
  const insert = database.prepare(
    'INSERT INTO acts (key, guild_id, author, what, at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  insert.run('act:1', '13', '159', '{"kind":"member-cap","userId":"150","cap":5}', 1);
  insert.run('act:2', '13', '159', '{"kind":"blocked","reason":"spam"}', 2);
  upgradeDatabase(database, { file, migrationsDir: MIGRATIONS, log: undefined });
  const store = createStore(createSqliteEngine(database));
  const person = userId('150');
  const cap = { kind: 'member-cap', userId: person, cap: 5 };
  expect((await store.decisions({ kind: 'all' }, 9)).map(({ decision }) => decision)).toEqual([
    { kind: 'blocked', reason: 'spam' },
    cap,
  ]);
  expect(database.prepare("SELECT what FROM acts WHERE key = 'act:1'").pluck().get()).toBe(
    '{"kind":"member-cap","cap":5}',
  );
  for (const change of [
    "author = '1'",
    "what = '{}'",
    "guild_id = '1'",
    'at_ms = 9',
    "subject = '7'",
    "key = 'x'",
  ]) {
    expect(() => database.exec(`UPDATE acts SET ${change} WHERE key = 'act:1'`)).toThrow(/record/);
  }
  expect(() => database.exec("UPDATE acts SET subject = '0' WHERE key = 'act:2'")).toThrow(
    /record/,
  );
  expect(() => database.exec('DELETE FROM acts')).toThrow(/record/);
  await store.forgetRest({ kind: 'person', userId: person });
  expect(await store.decisions({ kind: 'person', userId: person }, 9)).toEqual([]);
});
