/**
 * How: one file is made with the first migrations there ever were and filled with many jobs by hand, as that version
 * filled it. Copies of it are brought to each later version and then opened by this one. A death at a statement is what
 * the disk holds at that moment, copied: a killed process leaves exactly that.
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { upgradeDatabase } from '#store/sqlite/upgrade-database.ts';
import { GUILD, idOf, NOW, USER } from '#test/contract/store-world.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');
const JOURNAL = join('meta', '_journal.json');
const { entries }: { readonly entries: readonly unknown[] } = JSON.parse(
  readFileSync(join(MIGRATIONS, JOURNAL), 'utf8'),
);
/** Tables and their rules: the least that a release ever had. */
const FIRST = 2;
/** `UPGRADE_JOBS=10000` is the long form. */
const MANY = Number(process.env.UPGRADE_JOBS ?? 1_000);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The migrations of the release that had so many. */
function release(count: number): string {
  const migrationsDir = join(folder, `migrations-${count}`);
  if (existsSync(migrationsDir)) return migrationsDir;
  cpSync(MIGRATIONS, migrationsDir, { recursive: true });
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, JOURNAL), 'utf8'));
  writeFileSync(
    join(migrationsDir, JOURNAL),
    JSON.stringify({ ...journal, entries: entries.slice(0, count) }),
  );
  return migrationsDir;
}

/** A file of the first release: of three jobs one is done, one failed and one queued. */
function firstFile(name: string, jobs: number): string {
  const file = join(folder, name);
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  upgradeDatabase(database, { file, migrationsDir: release(FIRST), log: undefined });
  const book = database.prepare(
    `INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta,
       reason, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 'old', ?)`,
  );
  const accept = database.prepare(
    `INSERT INTO jobs (id, revision, root_id, interaction_id, interaction_token, interaction_at_ms,
       application_id, guild_id, channel_id, user_id, user_name, locale, attachment_bytes_max, action,
       prompt, speed, vendor, price_credits, from_archive, state, step_index, attempts, due_at_ms,
       woken, post_attempted, created_at_ms, updated_at_ms)
     VALUES (@id, 0, @id, @id, 't', @now, '1', '${GUILD}', '14', '${USER}', 'ada', 'en-US', 1000,
       'imagine', 'a', 'fast', 'studio', 8, 0, 'queued', 0, 0, @now, 0, 0, @now, @now)`,
  );
  const finish = database.prepare(
    `UPDATE jobs SET state = 'done', due_at_ms = NULL, result_kind = 'grid', result_handle = 'null'
     WHERE id = ?`,
  );
  const fail = database.prepare(
    `UPDATE jobs SET state = 'failed', failure_kind = 'lost', failure_detail = '' WHERE id = ?`,
  );
  const fill = database.transaction(() => {
    database.exec(`INSERT INTO accounts VALUES ('${GUILD}', 0, 0, 0, '2026-11', 100, 0)`);
    const given = jobs * 8;
    book.run(GUILD, 'grant', null, 'grant:old:2026-11', given, 0, 0, NOW);
    for (let number = 1; number <= jobs; number++) {
      const id = idOf(number);
      book.run(GUILD, 'reserve', id, `reserve:${id}`, -8, 8, 0, NOW);
      accept.run({ id, now: NOW });
      if (number % 3 === 0) continue;
      if (number % 3 === 1) {
        book.run(GUILD, 'settle', id, `settle:${id}`, 0, -8, 8, NOW);
        finish.run(id);
      } else {
        book.run(GUILD, 'refund', id, `refund:${id}`, 8, -8, 0, NOW);
        fail.run(id);
      }
    }
  });
  fill.immediate();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return file;
}

/** How many jobs there are in each state. */
function jobsOf(file: string): Readonly<Record<string, number>> {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<[], { readonly state: string; readonly jobs: number }>(
      'SELECT state, count(*) AS jobs FROM jobs GROUP BY state ORDER BY state',
    )
    .all();
  database.close();
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

/** The same, and what is wrong with the books of a file of the newest schema. */
const stateOf = (file: string) => ({ jobs: jobsOf(file), wrong: auditBooks(file) });

const whole = (jobs: number) => ({
  jobs: {
    done: Math.ceil(jobs / 3),
    failed: Math.ceil((jobs - 1) / 3),
    queued: Math.floor(jobs / 3),
  },
  wrong: [],
});

describe('a file of an earlier release', () => {
  let first = '';
  beforeAll(() => {
    first = firstFile('many.db', MANY);
  }, 120_000);

  it.each(entries.slice(FIRST).map((_, place) => place + FIRST))(
    'with %i migrations and many jobs is upgraded, and its books balance',
    { timeout: 120_000 },
    (count) => {
      const file = join(folder, `from-${count}.db`);
      copyFileSync(first, file);
      const database = new Database(file);
      upgradeDatabase(database, { file, migrationsDir: release(count), log: undefined });
      database.close();
      openDatabase({ file }).close();
      expect(stateOf(file)).toEqual(whole(MANY));
      rmSync(file);
    },
  );
});

it('is whole whichever statement of the upgrade the process died at', { timeout: 240_000 }, () => {
  const jobs = 60;
  const file = firstFile('dying.db', jobs);
  const died: string[] = [];
  const exec = Database.prototype.exec;
  onTestFinished(() => {
    Database.prototype.exec = exec;
  });
  // Before each statement, and so after the one before: the file and its log as they are on disk.
  Database.prototype.exec = function copied(sql) {
    const copy = join(folder, `died-${died.length}.db`);
    died.push(copy);
    for (const end of ['', '-wal']) {
      if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`);
    }
    return exec.call(this, sql);
  };
  openDatabase({ file }).close();
  Database.prototype.exec = exec;
  expect(died.length).toBeGreaterThan(50);
  for (const copy of died) {
    openDatabase({ file: copy }).close();
    expect(stateOf(copy)).toEqual(whole(jobs));
  }
});

it('is upgraded where the process died while it made its copy', () => {
  const file = firstFile('copying.db', 9);
  writeFileSync(`${file}.backup-${FIRST}.partial`, 'half of a copy');
  openDatabase({ file }).close();
  expect(stateOf(file)).toEqual(whole(9));
  expect(jobsOf(`${file}.backup-${FIRST}`)).toEqual(whole(9).jobs);
  expect(existsSync(`${file}.backup-${FIRST}.partial`)).toBe(false);
});
