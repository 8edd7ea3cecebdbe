import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { NotSavedError } from '#ports/store.ts';
import type { Engine } from '../engine.ts';
import { type AsyncDatabase, runLater, type Work } from '../statement.ts';
import { toPostgres } from './to-postgres.ts';

/** What a transaction that met another one ends with; the same again succeeds. */
const AGAIN: ReadonlySet<unknown> = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: the other one was first, and is found the next time
]);
const ATTEMPTS_MAX = 4;

/** What a full or read-only disk of the server's is told as; the transaction is undone. */
const NOT_SAVED: ReadonlySet<unknown> = new Set([
  '53100', // disk_full
  '25006', // read_only_sql_transaction
]);

type Options = {
  readonly pool: pg.Pool;
  /** Names this process in leases. */
  readonly worker: string;
  readonly announce: (atMs: number) => void;
};

/** Work on a pool of connections: each piece of it has one of them for as long as it takes. */
export function createPostgresEngine({ pool, worker, announce }: Options): Engine {
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;

  /** What has begun is finished before the pool is closed. */
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

/** A connection of the pool for as long as the use takes. */
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
    // A refused statement leaves the connection as good as before; anything else may not.
    client.release(sqlState(error) === null);
    throw error;
  }
}

/** One transaction on a connection of the pool. */
export const inTransaction = <Answer>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> =>
  withClient(pool, (client) => transact(client, (database) => work(client, database)));

/** All of what is done, or none of it. Its begin goes with the first statement, its commit with the last. */
export async function transact<Answer>(
  client: pg.Client,
  work: (database: AsyncDatabase) => Promise<Answer>,
): Promise<Answer> {
  const conversation = converse(client);
  conversation.send('BEGIN');
  try {
    const answer = await work(conversation.database);
    // What was sent and failed makes it a rollback, which is no failure of its own.
    const { command } = await conversation.ask('COMMIT');
    if (command !== 'COMMIT') throw new Error('the transaction was not committed');
    return answer;
  } catch (error) {
    // A connection that is gone has undone it already; what is told is why.
    await client.query('ROLLBACK').catch(() => {});
    throw conversation.failed()?.error ?? error;
  }
}

/** One connection as the store's work asks it. */
export const asyncDatabase = (client: pg.Client): AsyncDatabase => converse(client).database;

/** Statements on one connection, each sent without waiting. The first that fails is why the later ones do. */
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
    // Told by whatever waits next, at the latest by the commit.
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

/** What is asked in one turn of the event loop is written at once: each write is a system call here, and a wake there. */
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

/** PostgreSQL's code for what went wrong with a statement; null for any other error. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code } = error;
  // Node's own codes (ECONNRESET, ...) are no such states; class 57P is the server shutting down.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P')
    ? code
    : null;
}
