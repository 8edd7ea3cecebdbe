/**
 * Prevents two processes from using one data file. An exclusive transaction on an empty database beside the file is
 * held for the process's life: the kernel ends it with the process, so that no stale lock remains. Nothing is ever
 * written to it.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '#ports/clock.ts';
import { explainedError } from './explained-error.ts';

/** Another process uses the data file, and did not stop within the wait. */
export class DataInUseError extends Error {
  override readonly name = 'DataInUseError';

  constructor(file: string) {
    super(
      `Another running process uses ${file}. Stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
}

/** Enough for a previous process to shut down. */
const PREDECESSOR_MS = 10_000;

const RETRY_EVERY_MS = 100;

/** Held while this process uses the data file; ends with the process. */
export type InstanceLock = {
  /** Releases the lock; idempotent. */
  release(): void;
};

/** Waits for a previous process to end; throws `DataInUseError` if it does not, or on abort. */
export async function acquireInstanceLock(options: {
  /** The data file; the lock is `<file>.lock`. */
  readonly file: string;
  readonly clock: Clock;
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}): Promise<InstanceLock> {
  const { file, clock, waitMs = PREDECESSOR_MS } = options;
  const signal = options.signal ?? new AbortController().signal;
  const givenUpAtMs = clock.nowMs() + waitMs;
  while (true) {
    const lock = tryLock(file);
    if (lock !== null) return lock;
    if (signal.aborted || clock.nowMs() >= givenUpAtMs) throw new DataInUseError(file);
    await clock.sleepUntil(Math.min(givenUpAtMs, clock.nowMs() + RETRY_EVERY_MS), signal);
  }
}

function tryLock(file: string): InstanceLock | null {
  let database: Database.Database | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new Database(`${file}.lock`, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw explainedError(`${file}.lock`, error);
  }
  return heldBy(database);
}

function heldBy(database: Database.Database): InstanceLock {
  const release = () => {
    process.off('exit', release);
    database.close();
  };
  // The listener also keeps the connection reachable: garbage collection would end the lock.
  process.on('exit', release);
  return { release };
}
