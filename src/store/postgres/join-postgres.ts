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

/** A connection that was cut without a word is noticed after this; no statement of the store takes nearly as long. */
const ANSWER_MS = 30_000;
/** A beat that takes longer is of no use. */
const BEAT_ANSWER_MS = 4_000;
/** The others look for what this process announced, and looks for itself, so much later: it may die meanwhile. */
const HEAD_START_MS = 50;

/** Joins the processes on a PostgreSQL database, as one of any number of equals. */
export async function joinPostgres({
  url,
  worker,
  about,
  machineClock,
  log,
}: {
  readonly url: string;
  /** Names this process; no two have the same. */
  readonly worker: string;
  readonly about: ProcessAbout;
  readonly machineClock: Clock;
  readonly log: Log;
}): Promise<Data> {
  const pool = openPool({ url, log, answerMs: ANSWER_MS });
  // Beats have connections of their own: they must not wait behind the work of a busy process.
  const beats = openPool({ url, log, connectionsMax: 2, answerMs: BEAT_ANSWER_MS });
  let onDue: (atMs: number) => boolean = () => false;
  let onBeat: () => void = () => {};
  const presence = createPresence({
    pool: beats,
    worker,
    about,
    clock: machineClock,
    log,
    onReaped: () => onDue(0),
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
  // Who announces looks at once, so that the others need not: a moment later most of it is taken.
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
      // A database that is gone reaps this process once it is back.
      await presence.stop().catch((error: unknown) => log.warn({ error }, 'leave failed'));
      await beats.end();
      await store.close();
    },
  };
}

/** A migration may take long. */
async function upgrade(url: string, log: Log): Promise<void> {
  const pool = openPool({ url, log, connectionsMax: 1 });
  try {
    await upgradePostgres(pool, { log });
  } finally {
    await pool.end();
  }
}

/** The machine's clock, put right by what it is off from the database's. */
function sharedClock(clock: Clock, offsetMs: () => number): Clock {
  return {
    nowMs: () => Math.round(clock.nowMs() + offsetMs()),
    sleepUntil: (atMs, signal) => clock.sleepUntil(atMs - offsetMs(), signal),
  };
}
