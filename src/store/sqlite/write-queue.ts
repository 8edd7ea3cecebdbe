/**
 * Gathers the writes of one turn of the event loop into one transaction, so that a burst of
 * requests shares one sync of the disk. It relies on better-sqlite3 being synchronous: nothing
 * else runs between the begin and the commit. A promise never resolves before its write is on
 * disk, and a write that throws undoes itself alone. While another process writes (a backup tool, somebody at the sqlite3
 * shell), the writes wait and the event loop goes on.
 */
import type { Database } from 'better-sqlite3';

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
  /** The work's answer, once it is on disk. The work must be synchronous and may be undone. */
  run<Answer>(work: () => Answer): Promise<Answer>;
  /** Commits what waits, now. */
  flush(): void;
};

/** A queue over one connection, which nothing else may write through. */
export function createWriteQueue(database: Database): WriteQueue {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const savepoint = database.prepare('SAVEPOINT write');
  const release = database.prepare('RELEASE write');
  const undo = database.prepare('ROLLBACK TO write');
  database.pragma(`busy_timeout = ${TRY_MS}`);
  /** Where there are any, a flush is on its way. */
  let waiting: Write[] = [];
  let tries = 0;

  const attempt = (write: Write): (() => void) => {
    savepoint.run();
    try {
      const tell = write.attempt();
      release.run();
      return tell;
    } catch (error) {
      // Some failures (a full disk) end the whole transaction; then nothing of it may be believed.
      if (!database.inTransaction) throw error;
      undo.run();
      release.run();
      return () => write.reject(error);
    }
  };

  /** Their answers, to be told; null: another process writes. */
  const transact = (writes: readonly Write[]): readonly (() => void)[] | null => {
    try {
      begin.run();
    } catch (error) {
      return isBusy(error) && tries < TRIES_MAX ? null : rejected(writes, error);
    }
    try {
      const tells = writes.map(attempt);
      commit.run();
      return tells;
    } catch (error) {
      if (database.inTransaction) rollback.run();
      return rejected(writes, error);
    }
  };

  const flushSome = () => {
    const isLast = tries >= TRIES_MAX;
    const writes = isLast ? waiting : waiting.slice(0, WRITES_PER_TRANSACTION_MAX);
    if (writes.length === 0) return;
    const tells = transact(writes);
    if (tells === null) {
      tries += 1;
      setTimeout(flushSome, PAUSE_MS);
      return;
    }
    tries = 0;
    waiting = waiting.slice(writes.length);
    if (waiting.length > 0) setImmediate(flushSome);
    for (const tell of tells) tell();
  };

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({
          attempt: () => {
            const answer = work();
            return () => resolve(answer);
          },
          reject,
        });
        if (waiting.length === 1) setImmediate(flushSome);
      }),
    flush: () => {
      if (waiting.length === 0) return;
      database.pragma(`busy_timeout = ${LAST_TRY_MS}`);
      tries = TRIES_MAX;
      flushSome();
    },
  };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

const rejected = (writes: readonly Write[], error: unknown): readonly (() => void)[] =>
  writes.map(
    ({ reject }) =>
      () =>
        reject(error),
  );
