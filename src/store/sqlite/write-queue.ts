/**
 * Gathers the writes of one turn of the event loop into one transaction, so that a burst of
 * requests shares one sync of the disk. It relies on better-sqlite3 being synchronous: nothing
 * else runs between the begin and the commit. A promise never resolves before its write is on
 * disk. A savepoint for each write would copy every page that it changes, so there is none: where one of several throws,
 * all are undone, and each is done again by itself. While another process writes (a backup tool, somebody at the sqlite3
 * shell), the writes wait and the event loop goes on.
 */
import type { Database } from 'better-sqlite3';
import { NotSavedError } from '#ports/store.ts';

/** Writes in one transaction; more would keep the event loop from answering for too long. */
const WRITES_PER_TRANSACTION_MAX = 64;

/** How long a try to begin may hold the thread, in ms: it is enough where the other one is done at once. */
const TRY_MS = 10;
const PAUSE_MS = 20;
/** Another process may write for five seconds or so; then what waits is rejected. */
const TRIES_MAX = 200;
/** The last writes of a process that ends wait on the spot. */
const LAST_TRY_MS = 5_000;

type Write = {
  /** Does the work inside the transaction; what it gives back tells the caller after the commit. */
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
};

/** Runs writes in shared transactions; the answer comes once they are on disk. */
export type WriteQueue = {
  /** The work's answer, once it is on disk. The work must be synchronous, and may be undone and done again. */
  run<Answer>(work: () => Answer): Promise<Answer>;
  /** Commits what waits, now. */
  flush(): void;
};

/** A queue over one connection, which nothing else may write through; `committed` is told of each commit. */
export function createWriteQueue(database: Database, committed: () => void = () => {}): WriteQueue {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  database.pragma(`busy_timeout = ${TRY_MS}`);
  /** Where there are any, a flush is on its way. */
  let waiting: Write[] = [];
  let tries = 0;
  /** So many of them get a transaction each: together they failed. */
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
      // Some failures (a full disk) end the transaction themselves.
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
      // A file may be closed twice.
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

/** What they are told of an error: whether it is the disk's. */
function rejected(writes: readonly Write[], error: unknown): readonly (() => void)[] {
  const isDisk = hasCode(error, /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|BUSY)/);
  const told = isDisk ? new NotSavedError(error) : error;
  return writes.map((write) => () => write.reject(told));
}
