/**
 * How: a file is made with the migrations there were before grants, filled by hand as that version
 * filled it, and opened by this one.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { upgradeDatabase } from '#store/sqlite/upgrade-database.ts';
import { CANCELLED, GUILD, idOf, NOW, USER } from '#test/contract/store-world.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');
const BEFORE_GRANTS = 5;
const OTHER = '130000000000000002';

/** A file as the version before left it: one job done, one failed, one queued, a month expired. */
function oldFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const migrationsDir = join(folder, 'migrations');
  cpSync(MIGRATIONS, migrationsDir, { recursive: true });
  const journalPath = join(migrationsDir, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8'));
  const entries = journal.entries.slice(0, BEFORE_GRANTS);
  writeFileSync(journalPath, JSON.stringify({ ...journal, entries }));
  const file = join(folder, 'fourfold.db');
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  upgradeDatabase(database, { file, migrationsDir, log: undefined });
  const account = (guild: string, period: string) =>
    database.exec(`INSERT INTO accounts VALUES ('${guild}', 0, 0, 0, '${period}', 100, 0)`);
  const book = (kind: string, job: number | null, deltas: string, key?: string) => {
    const id = job === null ? 'NULL' : `'${idOf(job)}'`;
    const name = key ?? `${kind}:${job === null ? '' : idOf(job)}`;
    database.exec(`INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta,
      spent_delta, reason, at_ms) VALUES ('${GUILD}', '${kind}', ${id}, '${name}', ${deltas}, 'old', ${NOW})`);
  };
  const job = (number: number) =>
    database.exec(`INSERT INTO jobs (id, revision, root_id, interaction_id, interaction_token,
      interaction_at_ms, application_id, guild_id, channel_id, user_id, user_name, locale,
      attachment_bytes_max, action, prompt, speed, vendor, price_credits, from_archive, state,
      step_index, attempts, due_at_ms, woken, post_attempted, created_at_ms, updated_at_ms)
      VALUES ('${idOf(number)}', 0, '${idOf(number)}', 'i${number}', 't', ${NOW}, '1', '${GUILD}', '14',
      '${USER}', 'ada', 'en-US', 1000, 'imagine', 'a', 'fast', 'studio', 8, 0, 'queued', 0, 0, ${NOW}, 0, 0,
      ${NOW}, ${NOW})`);
  account(GUILD, '2026-11');
  account(OTHER, '2026-11');
  book('grant', null, '100, 0, 0', 'grant:old:2026-10');
  book('expire', null, '-100, 0, 0', 'expire:old:2026-10');
  book('grant', null, '100, 0, 0', 'grant:old:2026-11');
  for (const number of [1, 2, 3]) {
    book('reserve', number, '-8, 8, 0');
    job(number);
  }
  book('settle', 1, '0, -8, 8');
  database.exec(`UPDATE jobs SET state = 'done', due_at_ms = NULL, result_kind = 'grid',
    result_handle = 'null' WHERE id = '${idOf(1)}'`);
  book('refund', 2, '8, -8, 0');
  database.exec(`UPDATE jobs SET state = 'failed', failure_kind = 'lost', failure_detail = ''
    WHERE id = '${idOf(2)}'`);
  database.close();
  return file;
}

it('makes a month’s grant of what an account held, and keeps its books', async () => {
  const file = oldFile();
  const store = openSqliteStore({ file });
  onTestFinished(() => store.close());
  expect(auditBooks(file)).toEqual([]);
  expect(await store.account(GUILD, 100, NOW)).toMatchObject({
    available: 84,
    reserved: 8,
    spent: 8,
    period: '2026-11',
  });
  expect(await store.openGrants(GUILD)).toMatchObject([
    { kind: 'monthly', period: '2026-11', available: 84, reserved: 8, spent: 8 },
  ]);
  expect(await store.entriesBefore(GUILD, null, 20, 'all')).toHaveLength(8);
  const day = { fromDay: '2026-11-21', toDay: '2026-11-21' };
  expect(await store.usageByDay(GUILD, day)).toEqual([
    { day: '2026-11-21', action: 'imagine', jobs: 2, credits: 16 },
  ]);
});

it('goes on with what was reserved before, and with the next month', async () => {
  const file = oldFile();
  const store = openSqliteStore({ file });
  onTestFinished(() => store.close());
  expect((await store.saveEvent({ id: idOf(3), revision: 0 }, CANCELLED, NOW)).kind).toBe('saved');
  expect(await store.account(GUILD, 100, NOW)).toMatchObject({ available: 92, reserved: 0 });
  const december = Date.UTC(2026, 11, 1);
  expect(await store.account(GUILD, 100, december)).toMatchObject({ available: 100, spent: 8 });
  expect(auditBooks(file)).toEqual([]);
});
