/**
 * Joins the writes of one event loop turn into one transaction, so that a burst of requests shares one sync of the
 * disk. better-sqlite3 is synchronous: nothing else runs between begin and commit. A promise never resolves before its
 * write is durable. A savepoint per write would copy every changed page, so there is none: if one of several throws,
 * all are rolled back and each is repeated by itself. While another process writes (a backup tool, the sqlite3 shell),
 * writes wait without blocking the event loop.
 */
import type { Database } from 'better-sqlite3';
import { NotSavedError } from '#ports/store.ts';

/** The most writes in one transaction; more would block the event loop for too long. */
const WRITES_PER_TRANSACTION_MAX = 64;

/** How long a BEGIN may block the thread, in ms. */
const TRY_MS = 10;
const PAUSE_MS = 20;
/** After about five seconds of another process's write, waiting writes are rejected. */
const TRIES_MAX = 200;
/** At shutdown the last writes may block the thread. */
const LAST_TRY_MS = 5_000;

type Write = {
  /** Does the work inside the transaction; the returned function resolves it after the commit. */
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
};

/** Runs writes in shared transactions. */
export type WriteQueue = {
  /** Resolves once the work is durable. The work must be synchronous, and may be rolled back and repeated. */
  run<Answer>(work: () => Answer): Promise<Answer>;
  /** Commits waiting writes now. */
  flush(): void;
};

/** A queue over one connection, which nothing else may write through; `committed` is called after each commit. */
export function createWriteQueue(database: Database, committed: () => void = () => {}): WriteQueue {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  database.pragma(`busy_timeout = ${TRY_MS}`);
  /** If there are any, a flush is scheduled. */
  let waiting: Write[] = [];
  let tries = 0;
  /** How many of them get their own transaction, after a joint one failed. */
  let single = 0;

  const settle = (count: number, tells: readonly (() => void)[]) => {
    waiting = waiting.slice(count);
    if (waiting.length > 0) setImmediate(flushSome);
    for (const tell of tells) tell();
  };

  const flushSome = (): void => {
    if (waiting.length === 0) return;
    try {
      begin.run();
    } catch (error) {
      if (isBusy(error) && tries < TRIES_MAX) {
        tries += 1;
        setTimeout(flushSome, PAUSE_MS);
      } else {
        tries = 0;
        settle(waiting.length, rejected(waiting, error));
      }
      return;
    }
    tries = 0;
    const writes = waiting.slice(0, single > 0 ? 1 : WRITES_PER_TRANSACTION_MAX);
    single = Math.max(0, single - 1);
    let tells: readonly (() => void)[];
    try {
      tells = writes.map(({ attempt }) => attempt());
      commit.run();
      committed();
    } catch (error) {
      // Some errors (a full disk) end the transaction.
      if (database.inTransaction) rollback.run();
      if (writes.length > 1) {
        single = writes.length;
        flushSome();
        return;
      }
      tells = rejected(writes, error);
    }
    settle(writes.length, tells);
  };

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        const attempt = () => {
          const answer = work();
          return () => resolve(answer);
        };
        waiting.push({ attempt, reject });
        if (waiting.length === 1) setImmediate(flushSome);
      }),
    flush: () => {
      // The file may already be closed.
      if (waiting.length === 0) return;
      database.pragma(`busy_timeout = ${LAST_TRY_MS}`);
      while (waiting.length > 0) {
        tries = TRIES_MAX;
        flushSome();
      }
    },
  };
}

const hasCode = (error: unknown, codes: RegExp): boolean =>
  error instanceof Error && 'code' in error && codes.test(String(error.code));
const isBusy = (error: unknown): boolean => hasCode(error, /^SQLITE_BUSY/);

/** Rejects the writes; disk errors become `NotSavedError`. */
function rejected(writes: readonly Write[], error: unknown): readonly (() => void)[] {
  const isDisk = hasCode(error, /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|BUSY)/);
  const reported = isDisk ? new NotSavedError(error) : error;
  return writes.map((write) => () => write.reject(reported));
}
