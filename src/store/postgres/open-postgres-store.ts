import type { Log } from '#ports/log.ts';
import type { Store } from '#ports/store.ts';
import { createStore } from '../create-store.ts';
import { openPool, type PoolOptions } from './open-pool.ts';
import { createPostgresEngine } from './postgres-engine.ts';
import { upgradePostgres } from './upgrade-postgres.ts';

/** Where the data is, and who works on it. */
export type PostgresOptions = PoolOptions & {
  /** Names this process among those that share the database; no two have the same. */
  readonly worker: string;
  /** Tells the workers of other processes that something may be due. */
  readonly announce?: () => void;
  readonly log?: Pick<Log, 'info' | 'warn'>;
};

/** The store on a PostgreSQL database (15 and newer), which any number of processes may share; upgrades it first. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const pool = openPool(options);
  try {
    await upgradePostgres(pool, { log: options.log });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { worker, announce = () => {} } = options;
  return createStore(createPostgresEngine({ pool, worker, announce }));
}
