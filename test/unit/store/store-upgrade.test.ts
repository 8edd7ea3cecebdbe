/** How: a folder of migrations is copied and given one more, as the next release would have. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import type { LogFacts } from '#ports/log.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { createWorld } from '#test/contract/store-world.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fourfold.db');
  const lines: LogFacts[] = [];
  const note = (facts: LogFacts) => {
    lines.push(facts);
  };
  const log = { debug: note, info: note, warn: note, error: note };
  return {
    file,
    lines,
    open: (migrationsDir = MIGRATIONS) => openSqliteStore({ file, migrationsDir, log }),
    /** The migrations of a later release, whose newest is this SQL. */
    later: (...migrations: readonly string[]) => {
      const migrationsDir = mkdtempSync(join(folder, 'migrations-'));
      cpSync(MIGRATIONS, migrationsDir, { recursive: true });
      const journalPath = join(migrationsDir, 'meta', '_journal.json');
      const journal = JSON.parse(readFileSync(journalPath, 'utf8'));
      for (const [i, sql] of migrations.entries()) {
        const last = journal.entries.at(-1);
        const tag = `9999_later_${i}`;
        journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag });
        writeFileSync(join(migrationsDir, `${tag}.sql`), sql);
      }
      writeFileSync(journalPath, JSON.stringify(journal));
      return migrationsDir;
    },
    backups: () => readdirSync(folder).filter((name) => name.includes('backup')),
  };
}

const known: number = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8'))
  .entries.length;
const NEW_TABLE = 'CREATE TABLE news (id integer) STRICT;';

it('copies a file before it upgrades it, and keeps what it held', async () => {
  const { file, open, later, lines, backups } = setup();
  const { store, accept } = await createWorld(open);
  const job = await accept();
  await store.close();
  const upgraded = open(later(NEW_TABLE));
  onTestFinished(() => upgraded.close());
  expect(await upgraded.findJob(job.id)).toEqual(job);
  expect(backups()).toEqual([`fourfold.db.backup-${known}`]);
  expect(lines).toEqual([{ from: known, to: known + 1, backup: `${file}.backup-${known}` }]);
  const copy = openSqliteStore({ file: `${file}.backup-${known}` });
  onTestFinished(() => copy.close());
  // Who goes back to it looks first for what this one may post meanwhile.
  expect(await copy.findJob(job.id)).toEqual({ ...job, postAttempted: true });
});

it('copies nothing when it starts over or has nothing to upgrade', async () => {
  const { open, backups, lines } = setup();
  await open().close();
  await open().close();
  expect(backups()).toEqual([]);
  expect(lines).toEqual([]);
});

it('leaves the old schema and the copy when an upgrade fails, however often', async () => {
  const { file, open, later, backups } = setup();
  const { store, accept } = await createWorld(open);
  const job = await accept();
  await store.close();
  const broken = later(NEW_TABLE, 'INSERT INTO nothing VALUES (1);');
  expect(() => open(broken)).toThrow(/nothing/);
  expect(() => open(broken)).toThrow(/nothing/);
  expect(backups()).toEqual([`fourfold.db.backup-${known}`]);
  const raw = new Database(file, { readonly: true });
  onTestFinished(() => {
    raw.close();
  });
  expect(raw.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'news'").get()).toBeUndefined();
  const old = open();
  onTestFinished(() => old.close());
  expect(await old.findJob(job.id)).toEqual(job);
});

it('refuses a file of a newer version, and leaves it as it is', async () => {
  const { file, open, later, backups } = setup();
  await open(later(NEW_TABLE)).close();
  const before = readFileSync(file);
  expect(() => open()).toThrow(
    expect.objectContaining({
      name: 'DataNewerError',
      message: expect.stringContaining('newer version'),
    }),
  );
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(backups()).toEqual([]);
});

it.each([
  [
    'is no database',
    () => Buffer.from('a shopping list, and long enough to be read\n'.repeat(200)),
  ],
  ['has a damaged first page', (bytes: Buffer) => bytes.fill(0xa5, 100, 4_096)],
])('says what to do with a file that %s', async (_, damage) => {
  const { file, open } = setup();
  await open().close();
  writeFileSync(file, damage(readFileSync(file)));
  expect(() => open()).toThrow(
    expect.objectContaining({
      name: 'DataUnreadableError',
      message: expect.stringContaining('backup'),
    }),
  );
});

it('says what to do where it may not write', () => {
  const { open, file } = setup();
  // A folder in the file's place: also root, whom permissions do not stop, cannot open it.
  cpSync(MIGRATIONS, file, { recursive: true });
  expect(() => open()).toThrow(expect.objectContaining({ name: 'DataNotWritableError' }));
});

it('makes the folder it is told to use', async () => {
  const { file } = setup();
  const deep = join(file, '..', 'not', 'yet', 'there', 'fourfold.db');
  await openSqliteStore({ file: deep }).close();
  expect(existsSync(deep)).toBe(true);
});
