/**
 * How: a store does some work on a file; then a second connection, which knows nothing of the
 * program, tries what must be impossible. The rules live in the database itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { createWorld, FAILED, GUILD, WAYS } from '#test/contract/store-world.ts';

/** A file with a queued (1), a done (2), a failed (3) and a delivering job (4). */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'fourfold.db');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { accept, save } = await createWorld(() => openSqliteStore({ file }));
  const queued = await accept();
  const done = await save(await accept(), ...WAYS.done);
  await save(await accept(), FAILED);
  const delivering = await save(await accept(), ...WAYS.delivering);
  const database = new Database(file);
  onTestFinished(() => {
    database.close();
  });
  return { file, database, queued, done, delivering };
}

const ENTRY = `INSERT INTO entries
  (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms)
  VALUES ('${GUILD}',`;

const COPIED = `(SELECT 'zzzzzzzzzzzzzzzz' AS id, revision, NULL AS parent_id, root_id, 'new' AS interaction_id,
  interaction_token, interaction_at_ms, application_id, guild_id, channel_id, user_id, user_name,
  locale, attachment_bytes_max, action, prompt, speed, vendor, price_credits, from_archive, state,
  step_index, attempts, due_at_ms, woken, post_attempted, created_at_ms, updated_at_ms
  FROM jobs WHERE state = 'queued')`;
const COPIED_COLUMNS = `id, revision, parent_id, root_id, interaction_id, interaction_token,
  interaction_at_ms, application_id, guild_id, channel_id, user_id, user_name, locale,
  attachment_bytes_max, action, prompt, speed, vendor, price_credits, from_archive, state,
  step_index, attempts, due_at_ms, woken, post_attempted, created_at_ms, updated_at_ms`;

describe('the database refuses', () => {
  it.each([
    ['a changed entry', 'UPDATE entries SET available_delta = 1', /never changed/],
    ['an entry’s other reason', "UPDATE entries SET reason = ''", /never changed/],
    ['a deleted entry', 'DELETE FROM entries', /never deleted/],
    [
      'an entry put in the place of another',
      `REPLACE INTO entries SELECT * FROM entries WHERE kind = 'grant'`,
      /booked once/,
    ],
    [
      'a second settlement',
      `${ENTRY} 'settle', @done, 'settle:' || @done, 0, -8, 8, '', 0)`,
      /booked once/,
    ],
    [
      'a refund of what was settled',
      `${ENTRY} 'refund', @done, 'refund:' || @done, 8, -8, 0, '', 0)`,
      /grants it was drawn from/,
    ],
    [
      'a settlement of what was never reserved',
      `${ENTRY} 'settle', 'x', 'settle:x', 0, -8, 8, '', 0)`,
      /sum of its draws/,
    ],
    [
      'a settlement of another sum than was reserved',
      `${ENTRY} 'settle', @queued, 'settle:' || @queued, 0, -7, 7, '', 0)`,
      /grants it was drawn from/,
    ],
    [
      'a settlement that makes credits of nothing',
      `${ENTRY} 'settle', @queued, 'settle:' || @queued, 1, -8, 8, '', 0)`,
      /grants it was drawn from/,
    ],
    [
      'an entry of a job under a key of its own',
      `${ENTRY} 'refund', @queued, 'refund:again', 8, -8, 0, '', 0)`,
      /grants it was drawn from/,
    ],
    [
      'more spent than there is',
      `${ENTRY} 'reserve', 'x', 'reserve:x', -1000, 1000, 0, '', 0)`,
      /sum of its draws/,
    ],
    ['a raised account', 'UPDATE accounts SET available = available + 1', /by its entries alone/],
    [
      'an account raised in the name of its last entry',
      'UPDATE accounts SET available = available + 100, last_entry = last_entry',
      /by its entries alone/,
    ],
    ['a deleted account', 'DELETE FROM accounts', /never deleted/],
    [
      'a replaced account',
      'REPLACE INTO accounts SELECT * FROM accounts',
      /starts empty, and once/,
    ],
    [
      'an account that starts with credits',
      "INSERT INTO accounts VALUES ('other', 5, 0, 0, '', 0, 0, NULL)",
      /starts empty, and once/,
    ],
    ['a month granted again', "UPDATE accounts SET period = '2026-10'", /quota is granted once/],
    [
      'a job without its reservation',
      `INSERT INTO jobs (${COPIED_COLUMNS}) SELECT * FROM ${COPIED}`,
      /begins queued, its price reserved/,
    ],
    [
      'a job that ends with its reservation open',
      `UPDATE jobs SET state = 'cancelled' WHERE state = 'queued'`,
      /ends with its reservation settled or refunded/,
    ],
    [
      'a job that is done with its reservation open',
      `UPDATE jobs SET state = 'done', due_at_ms = NULL WHERE state = 'delivering'`,
      /ends with its reservation settled or refunded/,
    ],
    [
      'a job that ended and goes on',
      `UPDATE jobs SET state = 'cancelled', failure_kind = NULL, failure_detail = NULL WHERE state = 'failed'`,
      /stays as it ended/,
    ],
    ['another price', 'UPDATE jobs SET price_credits = 0', /what was accepted is fixed/],
    ['another server', "UPDATE jobs SET guild_id = 'x'", /what was accepted is fixed/],
    [
      'another vendor for a job that one has taken',
      "UPDATE jobs SET vendor = 'other' WHERE state = 'delivering'",
      /keeps its vendor once a step of it is done/,
    ],
    ['a deleted job that holds a reservation', 'DELETE FROM jobs', /holds a reservation/],
    [
      'a child in another server',
      `INSERT INTO jobs (${COPIED_COLUMNS}) SELECT id, revision, @done, root_id, interaction_id, interaction_token,
       interaction_at_ms, application_id, 'x', channel_id, user_id, user_name, locale,
       attachment_bytes_max, action, prompt, speed, vendor, 0, from_archive, state,
       step_index, attempts, due_at_ms, woken, post_attempted, created_at_ms, updated_at_ms FROM ${COPIED}`,
      /belong to one server/,
    ],
    [
      'an unfinished job that nobody would look at again',
      "UPDATE jobs SET due_at_ms = NULL WHERE state = 'delivering'",
      /jobs_unfinished_are_due/,
    ],
    [
      'a delivery without a result',
      "UPDATE jobs SET result_kind = NULL, result_handle = NULL WHERE state = 'delivering'",
      /jobs_results_fit_the_state/,
    ],
    [
      'a failure without a kind',
      "UPDATE jobs SET failure_kind = NULL, failure_detail = NULL WHERE state = 'failed'",
      /jobs_failures_fit_the_state/,
    ],
    [
      'a final message of a job that is not done',
      "UPDATE jobs SET final_message_id = '1', final_channel_id = '1' WHERE state = 'delivering'",
      /jobs_final_messages_are_whole/,
    ],
    ['a state nobody knows', "UPDATE jobs SET state = 'lost' WHERE state = 'queued'", /jobs_state/],
    ['text where a number belongs', "UPDATE jobs SET attempts = 'many'", /cannot store TEXT/],
  ])('%s', async (_, sql, refusal) => {
    const { file, database, queued, done } = await setup();
    const statement = database.prepare(sql);
    const bound = Object.fromEntries(
      Object.entries({ queued: queued.id, done: done.id }).filter(([name]) =>
        sql.includes(`@${name}`),
      ),
    );
    expect(() => statement.run(bound)).toThrow(refusal);
    expect(auditBooks(file)).toEqual([]);
  });
});

describe('the audit', () => {
  it('finds nothing wrong in sound books', async () => {
    const { file } = await setup();
    expect(auditBooks(file)).toEqual([]);
  });

  it.each([
    ['accounts_move_by_entries_alone', 'UPDATE accounts SET available = 1', /not the sum/],
    [
      'entries_are_never_deleted',
      "DELETE FROM entries WHERE kind = 'settle'",
      /is done and booked/,
    ],
    [
      'jobs_end_settled_or_refunded',
      "UPDATE jobs SET state = 'cancelled' WHERE state = 'queued'",
      /unfinished jobs 8/,
    ],
    ['jobs_unfinished_are_never_deleted', 'DELETE FROM jobs', /belongs to no job/],
  ])('sees what gets past %s', async (trigger, sql, problem) => {
    const { file, database } = await setup();
    database.pragma('foreign_keys = OFF');
    database.exec(`DROP TRIGGER ${trigger}; ${sql}`);
    expect(auditBooks(file).join('\n')).toMatch(problem);
  });
});
