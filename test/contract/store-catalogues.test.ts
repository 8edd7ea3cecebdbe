/**
 * Both databases have the same tables and columns, one's indexes are the other's, and both refuse to change what was
 * accepted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { createWorld, type OpenStore, WAYS } from './store-world.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

type Column = {
  readonly table: string;
  readonly column: string;
  readonly type: 'text' | 'number';
  readonly nullable: boolean;
  readonly generated: boolean;
};

/** What only several processes need. */
const OF_POSTGRES = ['migrations', 'workers', 'chores', 'gateways', 'shards'];

function sqliteColumns(database: Database.Database): readonly Column[] {
  return database
    .prepare<
      [],
      { t: string; c: string; type: string; required: number; pk: number; hidden: number }
    >(
      `SELECT tables.name AS t, columns.name AS c, columns.type, columns."notnull" AS required, columns.pk,
         columns.hidden FROM pragma_table_list AS tables JOIN pragma_table_xinfo(tables.name) AS columns
       WHERE tables.schema = 'main' AND tables.type = 'table'
         AND tables.name NOT LIKE 'sqlite_%' AND tables.name NOT LIKE '\\_\\_%' ESCAPE '\\'`,
    )
    .all()
    .map(({ t, c, type, required, pk, hidden }) => ({
      table: t,
      column: c,
      type: type.toLowerCase().startsWith('integer') ? 'number' : 'text',
      nullable: required === 0 && pk === 0,
      generated: hidden > 1,
    }));
}

async function postgresColumns(client: pg.Client): Promise<readonly Column[]> {
  const { rows } = await client.query(
    `SELECT table_name, column_name, data_type, is_nullable, is_generated, collation_name
     FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return rows
    .filter((row) => !OF_POSTGRES.includes(row.table_name))
    .map((row) => {
      if (row.data_type === 'text') expect(row).toMatchObject({ collation_name: 'C' });
      else expect(row.data_type).toMatch(/^(bigint|json)$/);
      return {
        table: row.table_name,
        column: row.column_name,
        type: row.data_type === 'bigint' ? 'number' : 'text',
        nullable: row.is_nullable === 'YES',
        generated: row.is_generated === 'ALWAYS',
      };
    });
}

const ordered = (columns: readonly Column[]): readonly string[] =>
  columns.map((column) => JSON.stringify(column)).toSorted();

/** Name and columns in their order, and what rows are in it. */
const shape = (sql: string): string =>
  sql
    .replaceAll(/["`]|public\.| USING btree| IF NOT EXISTS/g, '')
    .replace(/ WHERE .*/s, ' PARTIAL')
    .replaceAll(/,\s*/g, ',')
    .replaceAll(/\s+/g, ' ')
    .replace(' (', '(')
    .trim();

it('has one catalogue, whatever the database', async () => {
  const url = await server.newDatabase();
  await (await openPostgresStore({ url, worker: 'one' })).close();
  const client = new pg.Client(url);
  await client.connect();
  const database = openDatabase({ file: ':memory:' });
  onTestFinished(() => {
    database.close();
  });
  try {
    const columns = sqliteColumns(database);
    expect(columns.length).toBeGreaterThan(150);
    expect(ordered(await postgresColumns(client))).toEqual(ordered(columns));
    const own = database
      .prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`)
      .pluck()
      .all();
    const { rows } = await client.query(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'
       AND tablename <> ALL($1)`,
      [OF_POSTGRES],
    );
    expect(rows.map(({ indexdef }) => shape(indexdef)).toSorted()).toEqual(
      own.map(shape).toSorted(),
    );
  } finally {
    await client.end();
  }
});

/** What a job's life changes, and what is taken from it when it is forgotten; all else is fixed when it is accepted. */
const CHANGING = [
  'accepted_at_ms',
  'attempts',
  'deadline_at_ms',
  'due_at_ms',
  'failure_cause',
  'failure_detail',
  'failure_kind',
  'failure_retry_after_ms',
  'files_removed_at_ms',
  'final_channel_id',
  'final_message_id',
  'forgotten_at_ms',
  'interaction_token',
  'lease_until_ms',
  'leased_by',
  'locale',
  'post_attempted',
  'progress_message_id',
  'progress_percent',
  'result_handle',
  'result_kind',
  'result_seed',
  'result_texts',
  'revision',
  'state',
  'step_index',
  'updated_at_ms',
  'user_name',
  'vendor',
  'woken',
];

function jobColumns(): readonly string[] {
  const database = openDatabase({ file: ':memory:' });
  try {
    return sqliteColumns(database)
      .filter(({ table, generated }) => table === 'jobs' && !generated)
      .map(({ column }) => column);
  } finally {
    database.close();
  }
}

/** A database as somebody uses it who knows nothing of the program. */
type Raw = { readonly run: (sql: string) => Promise<void>; readonly open: OpenStore };

async function rawFile(): Promise<Raw> {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'fourfold.db');
  const database = openDatabase({ file });
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return {
    run: async (sql) => {
      database.exec(sql);
    },
    open: () => openSqliteStore({ file }),
  };
}

async function rawPostgres(): Promise<Raw> {
  const url = await server.newDatabase();
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return {
    run: async (sql) => {
      await client.query(sql);
    },
    open: () => openPostgresStore({ url, worker: 'one' }),
  };
}

describe.each([
  ['a file', rawFile],
  ['PostgreSQL', rawPostgres],
])('a job in %s', (_, openRaw) => {
  it('keeps every column that no step of its life changes', async () => {
    const { run, open } = await openRaw();
    const { accept, save } = await createWorld(open);
    await save(
      await accept({ origin: { age: 'restricted' }, request: { isSpoiler: true } }),
      ...WAYS.running,
    );
    const columns = jobColumns();
    const changing: string[] = [];
    for (const column of columns) {
      const refused = await run(`UPDATE jobs SET "${column}" = "${column}"`).then(
        () => null,
        (error: unknown) => String(error),
      );
      if (refused === null) changing.push(column);
      else expect(refused).toMatch(/what was accepted is fixed/);
    }
    expect(columns.length).toBeGreaterThan(CHANGING.length + 20);
    expect(changing.toSorted()).toEqual(CHANGING);
  });

  it.each(['remixed', 'age_restricted', 'spoiler'])('has no %s but set or not', async (flag) => {
    const { run, open } = await openRaw();
    const { accept } = await createWorld(open);
    await accept();
    const columns = jobColumns();
    const given: { readonly [column: string]: string } = {
      id: "'zzzzzzzzzzzzzzzz'",
      interaction_id: "'other'",
      price_credits: '0',
      [flag]: '0',
    };
    const copy = (values: typeof given) =>
      run(
        `INSERT INTO jobs (${columns.join()}) SELECT ${columns.map((name) => values[name] ?? name).join()} FROM jobs`,
      );
    await expect(copy(given)).rejects.toThrow(/jobs_facts_make_sense/);
    await copy({ ...given, [flag]: '1' });
  });
});
