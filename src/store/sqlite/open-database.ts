import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Log } from '#ports/log.ts';
import { LOG_BYTES_MAX, LOG_PAGES_MAX } from './checkpoints.ts';
import { explainedError } from './explained-error.ts';
import { upgradeDatabase } from './upgrade-database.ts';

/** Where the data is. */
export type SqliteOptions = {
  /** Created with its folder where it is missing; `:memory:` for a store that dies with the process. */
  readonly file: string;
  readonly migrationsDir?: string;
  readonly log?: Log;
};

const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** Longest wait for another connection's write while the file is opened (a backup tool, a second process by mistake). */
const BUSY_MS = 5_000;

/** A connection to a file of the newest schema, set up for durable writes. */
export function openDatabase({ file, migrationsDir, log }: SqliteOptions): Database.Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { timeout: BUSY_MS });
    database.pragma('journal_mode = WAL');
    // With FULL a commit is on disk before its promise resolves; NORMAL could lose the last ones.
    database.pragma('synchronous = FULL');
    database.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`);
    database.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`);
    // What is erased is overwritten with zeros; otherwise the file and each backup of it go on holding it in free pages.
    database.pragma('secure_delete = ON');
    upgradeDatabase(database, { file, migrationsDir: migrationsDir ?? MIGRATIONS_DIR, log });
    database.pragma('foreign_keys = ON');
    // What a statement that fails is undone from: in memory, or every accepted job would write it to a file for nothing.
    // After the upgrade, which may sort millions of rows for an index.
    database.pragma('temp_store = MEMORY');
    return database;
  } catch (error) {
    database?.close();
    throw explainedError(file, error);
  }
}
