/**
 * Copies all rows from one database to another, of either kind: in the order of foreign keys, by primary key, in
 * batches. An interrupted copy continues after the last copied row. Then every row of both is compared.
 */
import { withoutZero } from './to-postgres.ts';

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
  /** Removes all rows of the tables. */
  clear(tables: readonly Table[]): Promise<void>;
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

type Sides = { readonly from: Side; readonly to: Side };

/**
 * Copies missing rows; `progress` is called for each batch. Starts over if the source changed after an earlier run.
 */
export async function copyRows(
  tables: readonly Table[],
  { from, to }: Sides,
  progress: (table: string, rows: number) => void,
): Promise<void> {
  const changed = await compareRows(tables, { from, to }, { isWhole: false });
  if (changed.length > 0) await to.clear(tables);
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

/**
 * Differences, as sentences; empty if both have the same rows. With `isWhole` false, the copy may also end early: then its
 * tables must have the first rows of the source's.
 */
export async function compareRows(
  tables: readonly Table[],
  { from, to }: Sides,
  { isWhole }: { readonly isWhole: boolean },
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const table of tables) {
    let last: Row | null = null;
    for (;;) {
      const rows: readonly Row[] = await from.rowsAfter(table, last);
      const copies: readonly Row[] = await to.rowsAfter(table, last);
      const differs = copies.findIndex(
        (copy, place) => textOf(table, copy) !== textOf(table, rows[place]),
      );
      const isShort = copies.length < rows.length;
      if (differs !== -1 || (isShort && isWhole)) {
        const row = copies[differs] ?? rows[copies.length];
        problems.push(
          `${table.name}: ${table.key.map((column) => row?.[column]).join(', ')} differs`,
        );
        break;
      }
      if (rows.length === 0 || isShort) break;
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
      column === 'settings'
        ? JSON.stringify(JSON.parse(String(row[column]), (_, value) => withoutZero(value)))
        : withoutZero(row[column]),
    ),
  );
}
