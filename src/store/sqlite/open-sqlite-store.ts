import type { Store } from '#ports/store.ts';
import { createStore } from '../create-store.ts';
import { openDatabase, type SqliteOptions } from './open-database.ts';
import { createSqliteEngine } from './sqlite-engine.ts';

/**
 * The store on one SQLite file: opens it, and upgrades an older one after a copy of it was made. It relies on
 * `acquireInstanceLock` having kept other processes away.
 */
export function openSqliteStore(options: SqliteOptions): Store {
  return createStore(createSqliteEngine(openDatabase(options)));
}
