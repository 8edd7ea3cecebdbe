/** Compares a data file's schema with this version's. */
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { explainedError } from './explained-error.ts';
import { openToRead } from './open-to-read.ts';

/** `none`: an empty file, or another program's. */
export type SchemaAge = 'none' | 'older' | 'same' | 'newer';

/** The migrations of this version. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** The schema age of an open file. */
export function schemaAge(database: Database, migrationsDir: string = MIGRATIONS_DIR): SchemaAge {
  const known = readMigrationFiles({ migrationsFolder: migrationsDir });
  const names = new Set(known.map(({ folderMillis }) => folderMillis));
  const applied = appliedMigrations(database);
  if (applied.some((migration) => !names.has(migration))) return 'newer';
  if (applied.length === names.size) return 'same';
  return applied.length === 0 ? 'none' : 'older';
}

/** The schema age of a file that a bot may be using; throws an explained error if it is unreadable. */
export function schemaOf(file: string): SchemaAge {
  try {
    const database = openToRead(file);
    try {
      return schemaAge(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw explainedError(file, error);
  }
}

/** The timestamps of the applied migrations, from drizzle's table. */
export function appliedMigrations(database: Database): readonly number[] {
  const table = database
    .prepare<[], number>(
      `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '__drizzle_migrations'`,
    )
    .pluck();
  if (table.get() === 0) return [];
  return database
    .prepare<[], number>('SELECT created_at FROM __drizzle_migrations ORDER BY created_at')
    .pluck()
    .all();
}
