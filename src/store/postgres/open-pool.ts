import pg from 'pg';
import { reasonOf } from '#domain/reason-of.ts';
import type { Log } from '#ports/log.ts';

/** The database and its connections. */
export type PoolOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly connectionsMax?: number;
  /** A statement without an answer within this time fails with its connection; absent: no limit. */
  readonly answerMs?: number;
  readonly log?: Pick<Log, 'warn'>;
};

const CONNECTIONS_MAX = 10;
/** The timeout for connecting. */
const CONNECT_MS = 5_000;

const INT8 = 20;
const NUMERIC = 1700;
const JSON_TEXT = 114;

/**
 * Integers are read as numbers (all are below 2^53: times in ms, credits, millionths), and JSON as its text, so that
 * all databases are read alike.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === INT8 || oid === NUMERIC) return Number;
    if (oid === JSON_TEXT) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Parses a column's text, by the OID of its type. */
export const parserOf = (oid: number): ((text: string) => unknown) =>
  types.getTypeParser(oid, 'text');

/** A pool of connections. A broken connection is replaced at the next use, and never ends the process. */
export function openPool({ url, connectionsMax, answerMs, log }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
    application_name: 'fourfold',
    types,
  });
  // Idle connections report errors on the pool, busy ones on themselves: without listeners either would end the process
  // at a restart of the database.
  const onError = (error: Error) => log?.warn({ error }, 'database connection lost');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** A connection; throws an error that says what to check if the database is unreachable. */
export async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new Error(
      `The PostgreSQL database cannot be used: ${reasonOf(cause)}. Check its address (DATABASE_URL), that it runs, and that it ` +
        'takes this user.',
      { cause },
    );
  }
}
