/** The two kinds of databases that rows are moved between. */
import type Database from 'better-sqlite3';
import type pg from 'pg';
import { type Row, type Side, TABLES_IN_ORDER, type Table } from './move-data.ts';
import { withoutZero } from './to-postgres.ts';

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
    clear: async (tables) => {
      database.transaction(() => {
        for (const { name } of tables) database.exec(`DELETE FROM "${name}"`);
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
        [JSON.stringify(values, (_, value) => withoutZero(value))],
      );
    },
    clear: async (tables) => {
      await pool.query(`TRUNCATE ${names(tables.map(({ name }) => name))}`);
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
