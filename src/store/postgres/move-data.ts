/**
 * Copies all rows from one database to another, of either kind: in the order of foreign keys, by primary key, in
 * batches. An interrupted copy continues after the last copied row. Then every row of both is compared.
 */
import type Database from 'better-sqlite3';
import type pg from 'pg';

/** A row by column. */
export type Row = { readonly [column: string]: string | number | null };

/** A table to copy. */
export type Table = {
  readonly name: string;
  /** Without generated columns. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
};

/** A database to copy from or to. */
export type Side = {
  /** A batch of rows after the given one, by key. */
  rowsAfter(table: Table, after: Row | null): Promise<readonly Row[]>;
  lastRow(table: Table): Promise<Row | null>;
  /** In one transaction. */
  insert(table: Table, rows: readonly Row[]): Promise<void>;
};

/** Each table after those that it references; a test checks it against the catalogue. */
export const TABLES_IN_ORDER: readonly string[] = [
  'accounts',
  'acts',
  'facts',
  'guild_settings',
  'member_settings',
  'custom_options',
  'notices',
  'paid_back_sales',
  'region_links',
  'threads',
  'usage',
  'vendor_days',
  'entries',
  'grants',
  'draws',
  'jobs',
  'charges',
  'direct_copies',
  'given_files',
  'pictures',
  'remarks',
  'steps',
  'videos',
];

const ROWS_AT_ONCE = 500;

/** The tables of the newest SQLite schema; PostgreSQL's are the same. */
export function tablesOf(database: Database.Database): readonly Table[] {
  const columnsOf = database.prepare<[string], { name: string; pk: number }>(
    'SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden = 0',
  );
  return TABLES_IN_ORDER.map((name) => {
    const columns = columnsOf.all(name);
    const key = columns.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk);
    return { name, columns: columns.map((column) => column.name), key: key.map((one) => one.name) };
  });
}

/** Copies missing rows; `progress` is called for each batch. */
export async function copyRows(
  tables: readonly Table[],
  { from, to }: { readonly from: Side; readonly to: Side },
  progress: (table: string, rows: number) => void,
): Promise<void> {
  for (const table of tables) {
    let last = await to.lastRow(table);
    for (;;) {
      const rows = await from.rowsAfter(table, last);
      if (rows.length === 0) break;
      await to.insert(table, rows);
      progress(table.name, rows.length);
      last = rows.at(-1) ?? last;
    }
  }
}

/** Differences, as sentences; empty if both have the same rows. */
export async function compareRows(
  tables: readonly Table[],
  { from, to }: { readonly from: Side; readonly to: Side },
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const table of tables) {
    let last: Row | null = null;
    for (;;) {
      const rows: readonly Row[] = await from.rowsAfter(table, last);
      const copies: readonly Row[] = await to.rowsAfter(table, last);
      const differs = rows.findIndex(
        (row, place) => textOf(table, row) !== textOf(table, copies[place]),
      );
      if (differs !== -1 || rows.length !== copies.length) {
        const row = rows[differs] ?? copies[rows.length];
        problems.push(
          `${table.name}: ${table.key.map((column) => row?.[column]).join(', ')} differs`,
        );
        break;
      }
      if (rows.length === 0) break;
      last = rows.at(-1) ?? null;
    }
  }
  return problems;
}

/** Compares JSON by its content instead of its text. */
function textOf({ columns }: Table, row: Row | undefined): string {
  if (row === undefined) return '';
  return JSON.stringify(
    columns.map((column) =>
      column === 'settings' ? JSON.stringify(JSON.parse(String(row[column]))) : row[column],
    ),
  );
}

/** A SQLite file; the caller handles its triggers. */
export function sqliteSide(database: Database.Database): Side {
  return {
    rowsAfter: async (table, after) => {
      const { where, order, bound } = page(table, after, () => '?');
      return database
        .prepare<unknown[], Row>(
          `SELECT ${names(table.columns)} FROM "${table.name}" ${where} ${order}`,
        )
        .all(...bound);
    },
    lastRow: async (table) =>
      database
        .prepare<[], Row>(
          `SELECT ${names(table.columns)} FROM "${table.name}"
           ORDER BY ${table.key.map((column) => `"${column}" DESC`).join(', ')} LIMIT 1`,
        )
        .get() ?? null,
    insert: async (table, rows) => {
      const insert = database.prepare<[Row]>(
        `INSERT INTO "${table.name}" (${names(table.columns)})
         VALUES (${table.columns.map((column) => `@${column}`).join(', ')})`,
      );
      database.transaction(() => {
        for (const row of rows) insert.run(row);
      })();
    },
  };
}

/** A PostgreSQL database; the caller handles its triggers. */
export function postgresSide(pool: pg.Pool): Side {
  return {
    rowsAfter: async (table, after) => {
      const { where, order, bound } = page(table, after, (place) => `$${place}`);
      const { rows } = await pool.query(
        `SELECT ${names(table.columns)} FROM "${table.name}" ${where} ${order}`,
        bound,
      );
      return rows;
    },
    lastRow: async (table) => {
      const { rows } = await pool.query(
        `SELECT ${names(table.columns)} FROM "${table.name}"
         ORDER BY ${table.key.map((column) => `"${column}" DESC`).join(', ')} LIMIT 1`,
      );
      return rows[0] ?? null;
    },
    insert: async (table, rows) => {
      // The database parses the JSON, since it knows the columns' types.
      const values = rows.map(({ settings, ...row }) =>
        settings === undefined ? row : { ...row, settings: JSON.parse(String(settings)) },
      );
      await pool.query(
        `INSERT INTO "${table.name}" (${names(table.columns)})
         SELECT ${names(table.columns)} FROM json_populate_recordset(NULL::"${table.name}", $1::json)`,
        [JSON.stringify(values)],
      );
    },
  };
}

const names = (columns: readonly string[]): string =>
  columns.map((column) => `"${column}"`).join(', ');

function page(table: Table, after: Row | null, place: (number: number) => string) {
  const marks = table.key.map((_, index) => place(index + 1)).join(', ');
  return {
    where: after === null ? '' : `WHERE (${names(table.key)}) > (${marks})`,
    order: `ORDER BY ${names(table.key)} LIMIT ${ROWS_AT_ONCE}`,
    bound: after === null ? [] : table.key.map((column) => after[column] ?? null),
  };
}
