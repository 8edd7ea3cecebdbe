/**
 * Gathers the writes of one turn of the event loop into one transaction, so that a burst of
 * requests shares one sync of the disk. It relies on better-sqlite3 being synchronous: nothing
 * else runs between the begin and the commit. A promise never resolves before its write is on
 * disk, and a write that throws undoes itself alone.
 */
import type { Database } from 'better-sqlite3';

/** Writes in one transaction; more would keep the event loop from answering for too long. */
const WRITES_PER_TRANSACTION_MAX = 64;

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
  let waiting: Write[] = [];

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

  const transact = (writes: readonly Write[]) => {
    let tells: readonly (() => void)[];
    try {
      begin.run();
      tells = writes.map(attempt);
      commit.run();
    } catch (error) {
      if (database.inTransaction) rollback.run();
      tells = writes.map((write) => () => write.reject(error));
    }
    for (const tell of tells) tell();
  };

  const flushSome = () => {
    const writes = waiting.slice(0, WRITES_PER_TRANSACTION_MAX);
    waiting = waiting.slice(WRITES_PER_TRANSACTION_MAX);
    if (waiting.length > 0) setImmediate(flushSome);
    if (writes.length > 0) transact(writes);
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
      while (waiting.length > 0) flushSome();
    },
  };
}
