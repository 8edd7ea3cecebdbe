import type { SQLiteTable } from 'drizzle-orm/sqlite-core/table';
import { getTableColumns } from 'drizzle-orm/utils';

/** A table's stored columns: the field's name in a row, and the column's name in SQL. */
function storedColumns(table: SQLiteTable): readonly (readonly [field: string, column: string])[] {
  return Object.entries(getTableColumns(table))
    .filter(([, column]) => column.generated === undefined)
    .map(([field, column]) => [field, column.name]);
}

/** The list of a SELECT or RETURNING, aliased to the schema's field names. */
export function fieldsOf(table: SQLiteTable): string {
  return storedColumns(table)
    .map(([field, column]) => `"${column}" AS "${field}"`)
    .join(', ');
}

/** The columns and values of an INSERT whose parameter is a whole row. */
export function wholeRow(table: SQLiteTable): string {
  const columns = storedColumns(table);
  const names = columns.map(([, column]) => `"${column}"`).join(', ');
  return `(${names}) VALUES (${columns.map(([field]) => `@${field}`).join(', ')})`;
}

/** The SET list of an UPDATE whose parameter is a row with these fields. */
export function assignments(table: SQLiteTable, fields: readonly string[]): string {
  return storedColumns(table)
    .filter(([field]) => fields.includes(field))
    .map(([field, column]) => `"${column}" = @${field}`)
    .join(', ');
}

/** The SET list of an upsert. */
export function replacement(table: SQLiteTable): string {
  return storedColumns(table)
    .map(([, column]) => `"${column}" = excluded."${column}"`)
    .join(', ');
}
