/**
 * How: a store does some work on a PostgreSQL database; then a connection that knows nothing of the program tries what must be
 * impossible, each in a transaction that is undone. The rules live in the database itself.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guildId } from '#domain/ids.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { draftOf, FAILED, GUILD, MONTHLY, NOW, WAYS } from './store-world.ts';

const OTHER = guildId('130000000000000009');

let server: PostgresServer;
let client: pg.Client;
/** Ids of jobs by their state. */
const ids = new Map<string, string>();

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  const store = await openPostgresStore({ url, worker: 'one', connectionsMax: 2 });
  const ways = { queued: [], running: WAYS.running, delivering: WAYS.delivering, done: WAYS.done };
  let number = 0;
  for (const [state, events] of Object.entries({ ...ways, failed: [FAILED] })) {
    const outcome = await store.acceptJob(draftOf(++number, {}), MONTHLY, NOW);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    let { job } = outcome;
    for (const event of events) {
      const saved = await store.saveEvent(job, event, NOW);
      if (saved.kind !== 'saved') throw new Error(saved.kind);
      job = saved.job;
    }
    ids.set(state, job.id);
  }
  const gift = { guildId: GUILD, kind: 'gift', amount: 50, key: 'gift:1', reason: '' } as const;
  const whenever = { effectiveAtMs: NOW, expiresAtMs: null, author: '42' };
  await store.grantCredits({ ...gift, ...whenever }, MONTHLY, NOW);
  await store.account(OTHER, MONTHLY, NOW);
  await store.close();
  client = new pg.Client(url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.close();
});

/** What the database says; null where it lets it pass. `:name` stands for the id of the job of that state. */
async function attempt(sql: string): Promise<string | null> {
  const named = sql.replaceAll(/:([a-z]+)\b/g, (whole, state) =>
    ids.has(state) ? String(ids.get(state)) : whole,
  );
  await client.query('BEGIN');
  try {
    await client.query(named);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.query('ROLLBACK');
  }
}

const GIFT = "(SELECT number FROM grants WHERE key = 'gift:1')";
const draw = (key: string, deltas: string, grant = GIFT) =>
  `INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
   VALUES (${key}, ${grant}, ${deltas});`;
const entry = (
  kind: string,
  deltas: string,
  { guild = GUILD, key = "'x'", job = 'NULL', number = '1000' } = {},
) =>
  `INSERT INTO entries (number, guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason,
     author, at_ms)
   VALUES (${number}, '${guild}', '${kind}', ${job}, ${key}, ${deltas}, '', 'someone', 0);`;
const given = (values: string) =>
  `INSERT INTO grants (guild_id, kind, period, effective_at_ms, expires_at_ms, amount, key, reason, created_at_ms,
     available, reserved, spent, last_draw) VALUES ('${GUILD}', ${values}, 'new', '', 0, 0, 0, 0, 0)`;
const held = `(SELECT grant_number FROM draws WHERE entry_key = 'reserve::queued')`;
/** A copy of the queued job with other values in some columns. */
const copied = (changes: string) =>
  `CREATE TEMPORARY TABLE copy AS SELECT * FROM jobs WHERE id = ':queued';
   ALTER TABLE copy DROP COLUMN claimable_at_ms, DROP COLUMN waits_for_slot, DROP COLUMN holds_slot;
   UPDATE copy SET id = 'zzzzzzzzzzzzzzzz', interaction_id = 'new', ${changes};
   DO $$ BEGIN EXECUTE (SELECT format('INSERT INTO jobs (%1$s) SELECT %1$s FROM copy', string_agg(quote_ident(attname), ', '))
     FROM pg_attribute WHERE attrelid = 'copy'::regclass AND attnum > 0 AND NOT attisdropped); END $$`;

describe('PostgreSQL refuses', () => {
  it.each([
    ['a changed entry', 'UPDATE entries SET available_delta = 1', /never changed/],
    ['a changed draw', 'UPDATE draws SET available_delta = 1', /never changed/],
    ['an entry without draws', entry('adjust', '-5, 0, 0'), /sum of its draws/],
    [
      'an entry that is more than its draws',
      draw("'x'", '-4, 0, 0') + entry('adjust', '-5, 0, 0'),
      /sum of its draws/,
    ],
    [
      'an entry that holds other than its draws',
      draw("'reserve:x'", '-4, 3, 0') +
        entry('reserve', '-4, 4, 0', { key: "'reserve:x'", job: "'x'" }),
      /sum of its draws/,
    ],
    [
      'an entry that spends other than its draws',
      draw("'settle::queued'", '0, -8, 7', held) +
        entry('settle', '0, -8, 8', { key: "'settle::queued'", job: "':queued'" }),
      /sum of its draws/,
    ],
    [
      'an entry that draws on another server',
      draw("'x'", '-5, 0, 0') + entry('adjust', '-5, 0, 0', { guild: OTHER }),
      /sum of its draws/,
    ],
    [
      'a draw that is added to a booked entry',
      draw("'reserve::queued'", '-5, 0, 0'),
      /drawn already/,
    ],
    ['a draw that belongs to no entry', draw("'x'", '-1, 1, 0'), /foreign key/],
    ['a draw from a grant that is not there', draw("'x'", '-1, 1, 0', '-1'), /foreign key/],
    [
      'a settlement of what was never reserved',
      draw("'settle:x'", '0, -8, 8', held) +
        entry('settle', '0, -8, 8', { key: "'settle:x'", job: "'x'" }),
      /only what was reserved/,
    ],
    [
      'a refund to another grant than the one that was drawn',
      draw("'refund::queued'", '-1, 1, 0') +
        draw("'refund::queued'", '9, -9, 0', held) +
        entry('refund', '8, -8, 0', { key: "'refund::queued'", job: "':queued'" }),
      /goes back to the grants/,
    ],
    ['a raised account', 'UPDATE accounts SET available = available + 1', /by its entries alone/],
    [
      'an account raised in the name of a later entry',
      'UPDATE accounts SET available = available + 1, last_entry = last_entry + 1',
      /by its entries alone/,
    ],
    ['an account of another server', "UPDATE accounts SET guild_id = 'x'", /by its entries alone/],
    [
      'an account moved by an entry before its last',
      draw("'x'", '-5, 0, 0') + entry('adjust', '-5, 0, 0', { number: '-1' }),
      /by its entries alone/,
    ],
    ['a raised grant', 'UPDATE grants SET available = available + 1', /by its draws alone/],
    [
      'a grant raised in the name of a later draw',
      'UPDATE grants SET available = available - 1, last_draw = last_draw + 1',
      /by its draws alone/,
    ],
    ['a larger gift', 'UPDATE grants SET amount = 1000', /stays as it was given/],
    ['a job without its reservation', copied('price_credits = 8'), /its price reserved/],
    [
      'a job that begins at its vendor',
      copied("price_credits = 0, state = 'submitting'"),
      /begins queued/,
    ],
    [
      'a child in another server',
      copied(`price_credits = 0, parent_id = ':done', guild_id = '${OTHER}'`),
      /belong to one server/,
    ],
    [
      'a job that ends with its reservation open',
      "UPDATE jobs SET state = 'cancelled' WHERE id = ':queued'",
      /settled or refunded/,
    ],
  ])('%s', async (_, sql, refusal) => {
    expect(await attempt(sql)).toMatch(refusal);
  });

  it.each([
    ['jobs_state_is_known', "state = 'lost' WHERE id = ':queued'"],
    ['jobs_unfinished_are_due', "due_at_ms = NULL WHERE id = ':delivering'"],
    ['jobs_done_are_not_due', "due_at_ms = 1 WHERE id = ':done'"],
    ['jobs_leased_are_due', "lease_until_ms = 1 WHERE id = ':done'"],
    ['jobs_running_have_deadlines', "deadline_at_ms = NULL WHERE id = ':running'"],
    [
      'jobs_results_fit_the_state',
      "result_kind = 'grid', result_handle = '1' WHERE id = ':queued'",
    ],
    ['jobs_results_fit_the_state', "result_kind = NULL, result_handle = NULL WHERE id = ':done'"],
    ['jobs_results_are_whole', "result_handle = NULL WHERE id = ':done'"],
    ['jobs_failures_fit_the_state', "failure_kind = 'x', failure_detail = '' WHERE id = ':queued'"],
    ['jobs_failures_fit_the_state', "failure_detail = NULL WHERE id = ':failed'"],
    ['jobs_final_messages_are_whole', "final_channel_id = NULL WHERE id = ':done'"],
    [
      'jobs_final_messages_are_whole',
      "final_message_id = '1', final_channel_id = '1' WHERE id = ':delivering'",
    ],
    ...[
      'revision = -1',
      'step_index = -1',
      'attempts = -1',
      'progress_percent = 101',
      'woken = 2',
    ].map((change) => ['jobs_numbers_make_sense', `${change} WHERE id = ':queued'`]),
    ['jobs_numbers_make_sense', "post_attempted = 2 WHERE id = ':queued'"],
  ])('what breaks %s: %s', async (rule, change) => {
    expect(await attempt(`UPDATE jobs SET ${change}`)).toBe(
      `new row for relation "jobs" violates check constraint "${rule}"`,
    );
  });

  it.each([
    ['jobs', 'jobs_numbers_make_sense', copied('price_credits = 0, cell = 5')],
    ['jobs', 'jobs_numbers_make_sense', copied('price_credits = -1')],
    ['jobs', 'jobs_numbers_make_sense', copied('price_credits = 0, from_archive = 2')],
    ['jobs', 'jobs_facts_make_sense', copied("price_credits = 0, visibility = 'public'")],
    ['jobs', 'jobs_facts_make_sense', copied("price_credits = 0, translation = 'x'")],
    ...[
      ['grant', '-1, 0, 0'],
      ['expire', '-1, 1, 0'],
      ['adjust', '-1, 1, 0'],
      ['mint', '-1, 0, 0'],
    ].map(([kind = '', deltas = '']) => [
      'entries',
      'entries_move_as_their_kind_says',
      draw("'x'", deltas) + entry(kind, deltas),
    ]),
    ...['-2, 1, 0', '-2, 1, 1'].map((deltas) => [
      'entries',
      'entries_move_as_their_kind_says',
      draw("'reserve:x'", deltas) + entry('reserve', deltas, { key: "'reserve:x'", job: "'x'" }),
    ]),
    ...[
      ['settle', '0, -8, 7'],
      ['refund', '7, -8, 0'],
    ].map(([kind = '', deltas = '']) => [
      'entries',
      'entries_move_as_their_kind_says',
      draw(`'${kind}::queued'`, deltas, held) +
        entry(kind, deltas, { key: `'${kind}::queued'`, job: "':queued'" }),
    ]),
    [
      'entries',
      'entries_of_jobs_are_keyed_by_them',
      draw("'reserve:y'", '-1, 1, 0') +
        entry('reserve', '-1, 1, 0', { key: "'reserve:y'", job: "'x'" }),
    ],
    [
      'entries',
      'entries_of_jobs_are_keyed_by_them',
      draw("'x'", '-1, 0, 0') + entry('adjust', '-1, 0, 0', { job: "'x'" }),
    ],
    ['grants', 'grants_kind_is_known', given("'bribe', NULL, 0, NULL, 5")],
    ['grants', 'grants_of_months_name_them', given("'monthly', NULL, 0, NULL, 5")],
    ['grants', 'grants_of_months_name_them', given("'gift', '2026-11', 0, NULL, 5")],
    ['grants', 'grants_end_after_they_begin', given("'gift', NULL, 9, 9, 5")],
    ['grants', 'grants_are_never_overdrawn', given("'gift', NULL, 0, NULL, 0")],
    ['grants', 'grants_are_never_overdrawn', draw("'x'", '-51, 51, 0')],
    ['grants', 'grants_are_never_overdrawn', draw("'x'", '1, 0, 0')],
    [
      'accounts',
      'accounts_are_never_negative',
      // It holds less than its grants only where they are not moved.
      `ALTER TABLE draws DISABLE TRIGGER draws_move_their_grant;
       ${draw("'x'", '-5000, 0, 0')} ${entry('adjust', '-5000, 0, 0')}`,
    ],
  ])('a row of %s that breaks %s', async (table, rule, sql) => {
    expect(await attempt(sql)).toBe(
      `new row for relation "${table}" violates check constraint "${rule}"`,
    );
  });

  it('nothing that the program books itself', async () => {
    expect(await attempt(draw("'x'", '-5, 0, 0') + entry('adjust', '-5, 0, 0'))).toBeNull();
    const key = "'refund::queued'";
    const back = draw(key, '8, -8, 0', held);
    expect(await attempt(back + entry('refund', '8, -8, 0', { key, job: "':queued'" }))).toBeNull();
  });
});
