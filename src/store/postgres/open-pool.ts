import pg from 'pg';
import type { Log } from '#ports/log.ts';

/** Where the data is, and what its connections say. */
export type PoolOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly connectionsMax?: number;
  /** A statement that is not answered within this time fails, with its connection; absent: it may take any time. */
  readonly answerMs?: number;
  readonly log?: Pick<Log, 'warn'>;
};

const CONNECTIONS_MAX = 10;
/** A database that does not answer within this time is taken as gone. */
const CONNECT_MS = 5_000;

const INT8 = 20;
const NUMERIC = 1700;
const JSON_TEXT = 114;

/**
 * Whole numbers come as numbers (all are below 2^53: moments in ms, credits, millionths), and JSON as the text it was
 * saved as: what reads it is the same for every database.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === INT8 || oid === NUMERIC) return Number;
    if (oid === JSON_TEXT) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Connections as they are needed. A connection that breaks is replaced by the next use, and never ends the process. */
export function openPool({ url, connectionsMax, answerMs, log }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
    application_name: 'fourfold',
    // Statements are sent without waiting for the answers to earlier ones.
    pipeline: true,
    types,
  });
  // An idle connection that breaks is told to the pool, one at work to itself: without a listener either would end
  // the process, where all that happened is a restart of the database.
  const onError = (error: Error) => log?.warn({ error }, 'database connection lost');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
