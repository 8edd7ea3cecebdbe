import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { ProcessAbout } from '#ports/presence.ts';
import { createStore } from '../create-store.ts';
import type { Data } from '../data.ts';
import { openPool } from './open-pool.ts';
import { createPostgresEngine } from './postgres-engine.ts';
import { createPresence } from './presence.ts';
import { createShardLeases } from './shard-leases.ts';
import { upgradePostgres } from './upgrade-postgres.ts';
import { createWakes } from './wakes.ts';

/** Timeout of a statement, which detects dead connections; no statement of the store takes nearly as long. */
const ANSWER_MS = 30_000;
/** A slower beat is useless. */
const BEAT_ANSWER_MS = 4_000;
/** Other processes look this much later for jobs that this one looks for itself, in case it dies. */
const HEAD_START_MS = 50;

/** Joins the processes on a PostgreSQL database. */
export async function joinPostgres({
  url,
  worker,
  about,
  machineClock,
  log,
}: {
  readonly url: string;
  /** This process's unique name. */
  readonly worker: string;
  readonly about: ProcessAbout;
  readonly machineClock: Clock;
  readonly log: Log;
}): Promise<Data> {
  const pool = openPool({ url, log, answerMs: ANSWER_MS });
  // Beats have their own connections, so as not to wait behind a busy process's work.
  const beats = openPool({ url, log, connectionsMax: 2, answerMs: BEAT_ANSWER_MS });
  let onDue: (atMs: number) => boolean = () => false;
  let onBeat: () => void = () => {};
  const presence = createPresence({
    pool: beats,
    worker,
    about,
    clock: machineClock,
    log,
    // This process may be none that runs jobs.
    onReaped: () => announce(0),
    onBeat: () => onBeat(),
  });
  const clock = sharedClock(machineClock, presence.clockOffsetMs);
  const wakes = createWakes({ pool, url, worker, clock, log, onWake: (atMs) => onDue(atMs) });
  try {
    await upgrade(url, log);
    await presence.start();
  } catch (error) {
    await Promise.all([pool.end(), beats.end()]);
    throw error;
  }
  // This process looks at once, so that others find most of it taken a moment later.
  const announce = (atMs: number): void =>
    wakes.announce(onDue(atMs) ? Math.max(atMs, clock.nowMs()) + HEAD_START_MS : atMs);
  const store = createStore(createPostgresEngine({ pool, worker, announce }));
  return {
    store,
    presence,
    shards: createShardLeases({ pool: beats, worker, clock: machineClock, log }),
    clock,
    start: async (listeners) => {
      ({ onDue, onBeat } = listeners);
      await wakes.start();
    },
    close: async () => {
      await wakes.stop();
      // If the database is unreachable, other processes reap this one later.
      await presence.stop().catch((error: unknown) => log.warn({ error }, 'leave failed'));
      await beats.end();
      await store.close();
    },
  };
}

/** Without a statement timeout, since migrations may take long. */
async function upgrade(url: string, log: Log): Promise<void> {
  const pool = openPool({ url, log, connectionsMax: 1 });
  try {
    await upgradePostgres(pool, { log });
  } finally {
    await pool.end();
  }
}

/** The machine's clock, corrected by its offset from the database's. */
function sharedClock(clock: Clock, offsetMs: () => number): Clock {
  return {
    nowMs: () => Math.round(clock.nowMs() + offsetMs()),
    sleepUntil: (atMs, signal) => clock.sleepUntil(atMs - offsetMs(), signal),
  };
}
