/**
 * Migrates a data file to the newest schema, forward only. A file with data is copied first; all pending migrations are
 * one transaction, so that a crash leaves the old schema and the copy. A file with an unknown migration is refused
 * untouched.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type { Log } from '#ports/log.ts';
import { searchBeforePosting } from './copy-database.ts';
import { DataNewerError } from './data-version-errors.ts';
import { appliedMigrations } from './schema-age.ts';

type UpgradeOptions = {
  readonly file: string;
  readonly migrationsDir: string;
  readonly log: Log | undefined;
};

/**
 * Applies pending migrations.
 * @throws {DataNewerError} if the file is newer than the program.
 */
export function upgradeDatabase(
  database: Database,
  { file, migrationsDir, log }: UpgradeOptions,
): void {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsDir });
  const known = migrations.map(({ folderMillis }) => folderMillis);
  const applied = appliedMigrations(database);
  if (applied.some((migration) => !known.includes(migration))) throw new DataNewerError(file);
  if (applied.length === known.length) return;
  const backup = applied.length === 0 ? null : backUp(database, file, applied.length);
  apply(
    database,
    migrations.filter(({ folderMillis }) => !applied.includes(folderMillis)),
  );
  if (backup !== null)
    log?.info({ from: applied.length, to: known.length, backup }, 'data upgraded');
}

/** Applies all or none. Drizzle's migrator would load its whole query builder, see `table-language.ts`. */
function apply(database: Database, pending: readonly MigrationMeta[]): void {
  const run = database.transaction(() => {
    database.exec(
      `CREATE TABLE IF NOT EXISTS __drizzle_migrations
       (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
    );
    const note = database.prepare<[string, number]>(
      'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
    );
    for (const { sql, hash, folderMillis } of pending) {
      for (const statement of sql) database.exec(statement);
      note.run(hash, folderMillis);
    }
  });
  run.immediate();
}

/**
 * Makes a copy for a return to the older version, which must then not repost what this version posts. It is named after
 * its schema version: a restart after a failed upgrade replaces it, instead of filling the disk.
 */
function backUp(database: Database, file: string, version: number): string {
  const backup = `${file}.backup-${version}`;
  const partial = `${backup}.partial`;
  rmSync(partial, { force: true });
  database.prepare<[string]>('VACUUM INTO ?').run(partial);
  searchBeforePosting(partial);
  const descriptor = openSync(partial, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(partial, backup);
  return backup;
}
