/**
 * How: a store gives and draws on a file; then a second connection, which knows nothing of the
 * program, tries what must be impossible to grants, draws and charges, in a transaction of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guildId } from '#domain/ids.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { createWorld, GUILD, MONTHLY, NOW, WAYS } from '#test/contract/store-world.ts';

/** A file with a month's grant (1) and a gift (2), a queued and a done job, and another server (3). */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'fourfold.db');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { store, accept, save } = await createWorld(() => openSqliteStore({ file }));
  const queued = await accept();
  await save(await accept(), ...WAYS.done);
  const gift = {
    guildId: GUILD,
    kind: 'gift',
    amount: 50,
    key: 'gift:1',
    reason: 'hello',
  } as const;
  const whenever = { effectiveAtMs: NOW, expiresAtMs: null, author: '42' };
  await store.grantCredits({ ...gift, ...whenever }, MONTHLY, NOW);
  await store.account(guildId('130000000000000009'), MONTHLY, NOW);
  const database = new Database(file);
  onTestFinished(() => {
    database.close();
  });
  return { file, database, queued };
}

const entry = (guild: string, key: string, kind: string, deltas: string, job = 'NULL') =>
  `INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, author, at_ms)
   VALUES ('${guild}', '${kind}', ${job}, ${key}, ${deltas}, '', 'someone', 0);`;
/** A gift of its own, with what stands in its columns from `key` on. */
const gift = (values: string) =>
  `INSERT INTO grants (guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason, author,
     created_at_ms, available, reserved, spent, last_draw)
   VALUES ('${GUILD}', 'gift', ${values})`;
const draw = (key: string, grant: number, deltas: string) =>
  `INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
   VALUES (${key}, ${grant}, ${deltas});`;

describe('the database refuses', () => {
  it.each([
    ['a changed draw', 'UPDATE draws SET available_delta = 1', /never changed/],
    ['a deleted draw', 'DELETE FROM draws', /never deleted/],
    ['a raised grant', 'UPDATE grants SET available = available + 1', /by its draws alone/],
    ['a larger gift', 'UPDATE grants SET amount = 1000', /stays as it was given/],
    ['a later end', 'UPDATE grants SET expires_at_ms = 1e15', /stays as it was given/],
    ['a deleted grant', 'DELETE FROM grants', /never deleted/],
    [
      'a grant that starts full',
      gift("'new', 5, NULL, 0, NULL, '', NULL, 0, 5, 0, 0, 0"),
      /starts empty, and once/,
    ],
    [
      'a second grant under one key',
      gift("'gift:1', 5, NULL, 0, NULL, '', NULL, 0, 0, 0, 0, 0"),
      /starts empty, and once/,
    ],
    [
      'a grant that ends before it begins',
      gift("'new', 5, NULL, 9, 8, '', NULL, 0, 0, 0, 0, 0"),
      /grants_end_after_they_begin/,
    ],
    [
      'a grant of nothing',
      gift("'new', 0, NULL, 0, NULL, '', NULL, 0, 0, 0, 0, 0"),
      /grants_are_never_overdrawn/,
    ],
    ['a draw beyond the grant', draw("'x'", 2, '-51, 51, 0'), /grants_are_never_overdrawn/],
    ['a draw that belongs to no entry', draw("'x'", 2, '-1, 1, 0'), /FOREIGN KEY/],
    ['an entry without draws', entry(GUILD, "'x'", 'adjust', '-5, 0, 0'), /sum of its draws/],
    [
      'an entry that is more than its draws',
      draw("'x'", 2, '-4, 0, 0') + entry(GUILD, "'x'", 'adjust', '-5, 0, 0'),
      /sum of its draws/,
    ],
    [
      'an entry that draws on another server',
      draw("'x'", 2, '-5, 0, 0') + entry('130000000000000009', "'x'", 'adjust', '-5, 0, 0'),
      /sum of its draws/,
    ],
    [
      'a draw that is added to a booked entry',
      draw(`(SELECT key FROM entries LIMIT 1)`, 2, '-5, 0, 0'),
      /drawn already/,
    ],
    [
      'an adjustment by nobody',
      `${draw("'x'", 2, '-5, 0, 0')} INSERT INTO entries (guild_id, kind, key, available_delta,
         reserved_delta, spent_delta, reason, at_ms) VALUES ('${GUILD}', 'adjust', 'x', -5, 0, 0, '', 0);`,
      /entries_move_as_their_kind_says/,
    ],
    ['a changed record of what people did', "UPDATE acts SET author = ''", /stays on record/],
    ['a charge of another server', "UPDATE charges SET guild_id = ''", /stays with its job/],
    ['a deleted charge', 'DELETE FROM charges', /never deleted/],
  ])('%s', async (_, sql, refusal) => {
    const { file, database } = await setup();
    if (sql.includes('acts')) {
      database.exec(
        `INSERT INTO acts (key, guild_id, author, what, at_ms) VALUES ('k', '${GUILD}', 'a', '{}', 0)`,
      );
    }
    expect(() => database.exec(`BEGIN; ${sql}; COMMIT;`)).toThrow(refusal);
    if (database.inTransaction) database.exec('ROLLBACK');
    expect(auditBooks(file)).toEqual([]);
  });

  it('a refund to another grant than the one that was drawn', async () => {
    const { file, database, queued } = await setup();
    const key = `'refund:${queued.id}'`;
    const sql =
      draw(key, 2, '8, -8, 0') + entry(GUILD, key, 'refund', '8, -8, 0', `'${queued.id}'`);
    expect(() => database.exec(`BEGIN; ${sql} COMMIT;`)).toThrow(/CHECK constraint|grants it was/);
    database.exec('ROLLBACK');
    expect(auditBooks(file)).toEqual([]);
  });
});
