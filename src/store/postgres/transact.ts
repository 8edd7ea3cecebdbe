/** Transactions on a connection of a pool. */
import type pg from 'pg';
import type { AsyncDatabase } from '../statement.ts';
import { openPipeline } from './pipeline.ts';

/** Uses a connection of the pool. */
export async function withClient<Answer>(
  pool: pg.Pool,
  use: (client: pg.PoolClient) => Promise<Answer>,
): Promise<Answer> {
  const client = await pool.connect();
  try {
    const answer = await use(client);
    client.release();
    return answer;
  } catch (error) {
    // The connection can be reused after a refused statement, but perhaps not after another error.
    client.release(sqlState(error) === null);
    throw error;
  }
}

/** Runs a transaction on a connection of the pool, of statements that are awaited one by one. */
export const inTransaction = <Answer>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> =>
  withClient(pool, (client) =>
    transactOn(client, () => work(client, openPipeline(client).database)),
  );

/** The same on a given connection. */
export async function transactOn<Answer>(
  client: pg.ClientBase,
  work: () => Promise<Answer>,
): Promise<Answer> {
  await client.query('BEGIN');
  return rollbackOnError(client, async () => {
    const answer = await work();
    await client.query('COMMIT');
    return answer;
  });
}

/** Runs a transaction of the store's work: BEGIN is sent with the first statements, COMMIT with the last. */
export const transact = <Answer>(
  pool: pg.Pool,
  work: (database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> =>
  withClient(pool, async (client) => {
    const { database, failure } = openPipeline(client);
    database.send('BEGIN', {});
    return rollbackOnError(client, async () => {
      try {
        const answer = await work(database);
        await database.query('COMMIT', {});
        return answer;
      } catch (error) {
        throw failure()?.error ?? error;
      }
    });
  });

/** Rolls back if a statement failed; after any other error the connection is closed, which also rolls back. */
async function rollbackOnError<Answer>(
  client: pg.ClientBase,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== null) await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The SQLSTATE of a failed statement; null for any other error. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  // Node's own codes (ECONNRESET, ...) are longer; class 57P means that the server is shutting down.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P')
    ? code
    : null;
}
