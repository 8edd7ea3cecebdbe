/**
 * The parts of drizzle for table definitions, imported from their own files. Its two index files load all of drizzle,
 * which costs every start half a second and 150 MB of memory (measured with Node 24.21 and drizzle-orm 0.45).
 */

export { sql } from 'drizzle-orm/sql/sql';
export { check } from 'drizzle-orm/sqlite-core/checks';
export type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core/columns/common';
export { integer } from 'drizzle-orm/sqlite-core/columns/integer';
export { text } from 'drizzle-orm/sqlite-core/columns/text';
export { index, uniqueIndex } from 'drizzle-orm/sqlite-core/indexes';
export { primaryKey } from 'drizzle-orm/sqlite-core/primary-keys';
export { sqliteTable } from 'drizzle-orm/sqlite-core/table';
