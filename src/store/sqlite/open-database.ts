import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Log } from '#ports/log.ts';
import { LOG_BYTES_MAX, LOG_PAGES_MAX } from './checkpoints.ts';
import { explainedError } from './explained-error.ts';
import { MIGRATIONS_DIR } from './schema-age.ts';
import { upgradeDatabase } from './upgrade-database.ts';

/** The data file. */
export type SqliteOptions = {
  /** Created with its folder if missing; `:memory:` for a temporary store. */
  readonly file: string;
  readonly migrationsDir?: string;
  readonly log?: Log;
};

/** The longest wait for another connection's write while the file is opened. */
const BUSY_MS = 5_000;

/** A connection to a file of the newest schema, set up for durable writes. */
export function openDatabase({ file, migrationsDir, log }: SqliteOptions): Database.Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { timeout: BUSY_MS });
    database.pragma('journal_mode = WAL');
    // With FULL a commit is durable before its promise resolves; NORMAL could lose the last ones.
    database.pragma('synchronous = FULL');
    database.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`);
    database.pragma(`journal_size_limit = ${LOG_BYTES_MAX}`);
    // Erased data is overwritten with zeros; otherwise free pages of the file and its backups would keep it.
    database.pragma('secure_delete = ON');
    upgradeDatabase(database, { file, migrationsDir: migrationsDir ?? MIGRATIONS_DIR, log });
    database.pragma('foreign_keys = ON');
    // Statement journals stay in memory; otherwise every accepted job would write one to a file. Set after the upgrade,
    // which may sort millions of rows for an index.
    database.pragma('temp_store = MEMORY');
    return database;
  } catch (error) {
    database?.close();
    throw explainedError(file, error);
  }
}
