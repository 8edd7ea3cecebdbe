import type { Store } from '#ports/store.ts';
import { createStore } from '../create-store.ts';
import { openDatabase, type SqliteOptions } from './open-database.ts';
import { createSqliteEngine } from './sqlite-engine.ts';

/**
 * Opens the store on a SQLite file, and upgrades an older one after a backup. Relies on `acquireInstanceLock` to keep
 * other processes away.
 */
export function openSqliteStore(options: SqliteOptions): Store {
  return createStore(createSqliteEngine(openDatabase(options)));
}
