/** Opens the configured database, with presence, shard leases and clock. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { ProcessAbout } from '#ports/presence.ts';
import type { Data } from './data.ts';
import { singleProcess } from './single-process.ts';
import { acquireInstanceLock } from './sqlite/instance-lock.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

/** The database and the process that uses it. */
export type DataOptions = {
  /** The SQLite file, used without PostgreSQL. */
  readonly file: string;
  /** `postgres://...`; null: use the file. */
  readonly postgresUrl: string | null;
  /** What other processes see of this one. */
  readonly about: ProcessAbout;
  readonly clock: Clock;
  readonly log: Log;
};

/** Opens the data; errors say what to do. */
export function openData(options: DataOptions): Promise<Data> {
  const { postgresUrl } = options;
  return postgresUrl === null ? openFile(options) : openPostgres({ ...options, url: postgresUrl });
}

async function openFile({ file, about, clock, log }: DataOptions): Promise<Data> {
  const lock = await acquireInstanceLock({ file, clock });
  try {
    const store = openSqliteStore({ file, log });
    return {
      store,
      ...singleProcess(store, { id: processName(), ...about, sinceMs: clock.nowMs() }),
      clock,
      start: async () => {
        // This process alone owns the data, so all existing leases belong to a dead one.
        const released = await store.releaseLeases(clock.nowMs());
        if (released > 0) log.info({ jobs: released }, 'jobs resumed after a crash');
        const moved = await store.followClockBack(clock.nowMs());
        if (moved > 0) log.warn({ jobs: moved }, 'clock set back: jobs follow');
      },
      close: async () => {
        await store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openPostgres({
  url,
  about,
  clock: machineClock,
  log,
}: DataOptions & { readonly url: string }): Promise<Data> {
  // Only loaded if used.
  const { joinPostgres } = await import('./postgres/join-postgres.ts');
  return joinPostgres({ url, worker: processName(), about, machineClock, log });
}

/** Unique: process ids are reused, also in containers that share a name. */
const processName = () => `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
