/** How: the stores that tests are given are compared with one that is made as the bot makes it. */
import type Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { openEmptyDatabase } from '#test/fixtures/memory-store.ts';

const opened = (database: Database.Database): Database.Database => {
  onTestFinished(() => void database.close());
  return database;
};
const settingsOf = (database: Database.Database) =>
  ['foreign_keys', 'secure_delete', 'temp_store', 'recursive_triggers', 'page_size'].map((name) =>
    database.pragma(name, { simple: true }),
  );
const schemaOf = (database: Database.Database) =>
  database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
const rowsOf = (database: Database.Database) =>
  database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
    .map((table) => [table, database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()]);

it('has the schema, the rows and the settings of one that is opened', () => {
  const [given, made] = [opened(openEmptyDatabase()), opened(openDatabase({ file: ':memory:' }))];
  expect(schemaOf(given)).toEqual(schemaOf(made));
  expect(rowsOf(given)).toEqual(rowsOf(made));
  expect(settingsOf(given)).toEqual(settingsOf(made));
});

it('shares nothing with the others', () => {
  const save = (database: Database.Database, id: string) =>
    database.prepare("INSERT INTO guild_settings (guild_id, settings) VALUES (?, '{}')").run(id);
  const read = (database: Database.Database) =>
    database.prepare('SELECT guild_id FROM guild_settings').pluck().all();
  const [one, other] = [opened(openEmptyDatabase()), opened(openEmptyDatabase())];
  save(one, '1');
  save(other, '2');
  expect([read(one), read(other), read(opened(openEmptyDatabase()))]).toEqual([['1'], ['2'], []]);
});
