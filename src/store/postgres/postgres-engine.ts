import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { NotSavedError } from '#ports/store.ts';
import type { Engine } from '../engine.ts';
import { type AsyncDatabase, runLater, type Work } from '../statement.ts';
import { toPostgres } from './to-postgres.ts';

/** Errors of a transaction that collided with another; a retry succeeds. */
const AGAIN: ReadonlySet<unknown> = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: the other one was first, and is found the next time
]);
const ATTEMPTS_MAX = 4;

/** Errors of a full or read-only disk on the server; the transaction is rolled back. */
const NOT_SAVED: ReadonlySet<unknown> = new Set([
  '53100', // disk_full
  '25006', // read_only_sql_transaction
]);

type Options = {
  readonly pool: pg.Pool;
  /** This process's name in leases. */
  readonly worker: string;
  readonly announce: (atMs: number) => void;
};

/** Runs work on a pool of connections, each unit on one connection. */
export function createPostgresEngine({ pool, worker, announce }: Options): Engine {
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;

  /** Started work is finished before the pool is closed. */
  const tracked = <Answer>(work: Promise<Answer>): Promise<Answer> => {
    const settled = work.then(
      () => {},
      () => {},
    );
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return work;
  };

  const close = async (): Promise<void> => {
    await Promise.all(underWay);
    await pool.end();
  };

  const write = async <Answer>(work: () => Work<Answer>): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inTransaction(pool, (_, database) => runLater(database, work()));
      } catch (error) {
        const state = sqlState(error);
        if (NOT_SAVED.has(state)) throw new NotSavedError(error);
        if (!AGAIN.has(state) || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  };

  return {
    read: (work) => tracked(withClient(pool, (client) => runLater(asyncDatabase(client), work()))),
    write: (work) => tracked(write(work)),
    worker,
    announce,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Uses a connection of the pool. */
async function withClient<Answer>(
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

/** Runs a transaction on a connection of the pool. */
export const inTransaction = <Answer>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> =>
  withClient(pool, (client) => transact(client, (database) => work(client, database)));

/** Runs a transaction; its BEGIN is sent with the first statement. */
export async function transact<Answer>(
  client: pg.Client,
  work: (database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> {
  const conversation = converse(client);
  conversation.send('BEGIN');
  try {
    const answer = await work(conversation.database);
    // After a failed statement COMMIT becomes a rollback, without an error.
    const { command } = await conversation.ask('COMMIT');
    if (command !== 'COMMIT') throw new Error('the transaction was not committed');
    return answer;
  } catch (error) {
    // A lost connection has rolled back already; the original error is thrown.
    await client.query('ROLLBACK').catch(() => {});
    throw conversation.failed()?.error ?? error;
  }
}

/** A connection as the store's work uses it. */
export const asyncDatabase = (client: pg.Client): AsyncDatabase => converse(client).database;

/** Sends statements on one connection without waiting. Later ones fail with the error of the first failed one. */
function converse(client: pg.Client) {
  let failure: { readonly error: unknown } | null = null;
  const ask = async (query: string | pg.QueryConfig): Promise<pg.QueryResult> => {
    joinWrites(client.connection.stream);
    try {
      return await client.query(query);
    } catch (error) {
      failure ??= { error };
      throw failure.error;
    }
  };
  const send = (query: string | pg.QueryConfig): void => {
    // The next awaited statement reports the error, at the latest the commit.
    ask(query).catch(() => {});
  };
  const database: AsyncDatabase = {
    query: async (text, values) => {
      const { rows, rowCount } = await ask(toQuery(text, values));
      return { rows, changes: rowCount ?? 0 };
    },
    send: (text, values) => send(toQuery(text, values)),
    lock: (key) => send({ ...LOCK, values: [key] }),
  };
  return { ask, send, failed: () => failure, database };
}

/** Joins the writes of one event loop turn: each is a system call here and wakes the server. */
function joinWrites(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

const LOCK = { name: 'lock', text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' };

function toQuery(text: string, values: object): pg.QueryConfig {
  const { bind, ...statement } = toPostgres(text);
  return { ...statement, values: bind(values) };
}

/** The SQLSTATE of a failed statement; null for any other error. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  // Node's own codes (ECONNRESET, ...) are longer; class 57P means that the server is shutting down.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P')
    ? code
    : null;
}
