/** Both databases have the same tables and columns, and one's indexes are the other's. */
import type Database from 'better-sqlite3';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { startPostgres } from '#test/fixtures/postgres.ts';

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
  const server = await startPostgres();
  onTestFinished(() => server.close());
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
