import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Log } from '#ports/log.ts';
import { DataNewerError } from '../sqlite/data-version-errors.ts';
import { connect } from './open-pool.ts';
import { transactOn } from './transact.ts';

const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations/postgres/', import.meta.url));

/** An entry among the migrations while `move-database` fills the database. */
export const UNFINISHED_MOVE = 'move-unfinished';

/** Processes that start together wait for the first one's upgrade. */
const UPGRADE_LOCK = 'fourfold:upgrade';

/**
 * Migrates the database to the newest schema, forward only: all pending migrations in one transaction, under a lock, so
 * that only one process migrates and a crash leaves the old schema. Throws `DataNewerError` if the database has an
 * unknown migration.
 */
export async function upgradePostgres(
  pool: pg.Pool,
  {
    log,
    mayBeUnfinished = false,
  }: { readonly log?: Pick<Log, 'info'> | undefined; readonly mayBeUnfinished?: boolean } = {},
): Promise<void> {
  const migrations = await readMigrations();
  const client = await connect(pool);
  try {
    await transactOn(client, async () => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [UPGRADE_LOCK]);
      await client.query(
        'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
      );
      const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
      const applied = new Set(rows.map(({ name }) => name));
      if (applied.delete(UNFINISHED_MOVE) && !mayBeUnfinished) {
        throw new Error(
          'a move into this database was not finished: run the same npm run move-database again',
        );
      }
      const known = new Set(migrations.map(({ name }) => name));
      if ([...applied].some((name) => !known.has(name)))
        throw new DataNewerError('the PostgreSQL database');
      const pending = migrations.filter(({ name }) => !applied.has(name));
      for (const { name, sql } of pending) {
        await client.query(sql);
        await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
      }
      if (pending.length > 0 && applied.size > 0) {
        log?.info({ from: applied.size, to: known.size }, 'data upgraded');
      }
    });
  } finally {
    client.release();
  }
}

async function readMigrations(): Promise<readonly { name: string; sql: string }[]> {
  const files = (await readdir(MIGRATIONS_DIR)).filter((file) => file.endsWith('.sql')).toSorted();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.sql'.length),
      sql: await readFile(`${MIGRATIONS_DIR}${file}`, 'utf8'),
    })),
  );
}
