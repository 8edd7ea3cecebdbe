import type pg from 'pg';
import { NotSavedError } from '#ports/store.ts';
import type { Engine } from '../engine.ts';
import { runLater, type Work } from '../statement.ts';
import { createGatheredWrites } from './gather-writes.ts';
import { openPipeline } from './pipeline.ts';
import { sqlState, transact, withClient } from './transact.ts';

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
        return await transact(pool, (database) => runLater(database, work()));
      } catch (error) {
        const state = sqlState(error);
        if (NOT_SAVED.has(state)) throw new NotSavedError(error);
        if (!AGAIN.has(state) || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  };

  const gathered = createGatheredWrites(pool, write);

  return {
    read: (work) =>
      tracked(withClient(pool, (client) => runLater(openPipeline(client).database, work()))),
    write: (work, sharing) =>
      tracked(sharing === undefined ? write(work) : gathered.run(work, sharing)),
    worker,
    announce,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
