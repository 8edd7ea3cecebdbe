/**
 * Which processes are running. Each has a row with an expiry time and renews it well before (a beat). When a process
 * dies, another deletes its row, releases its leases and takes over its chores (reaping). Only the database's clock
 * decides about expiry.
 */
import type pg from 'pg';
import { type Clock, isRecent } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Presence, ProcessAbout } from '#ports/presence.ts';
import { releaseLeasesExcept } from '../leases.ts';
import { runLater } from '../statement.ts';
import { listProcesses } from './list-processes.ts';
import { inTransaction } from './transact.ts';

/**
 * Well over the longest pause of a running process: with a term of 4 s a pause of 8 s let two processes run the same
 * job.
 */
export const TERM_MS = 15_000;

/** How long after expiry to look for an expired row. */
const MARGIN_MS = 100;

/** The process and its connection. */
export type PresenceOptions = {
  readonly pool: pg.Pool;
  readonly worker: string;
  readonly about: ProcessAbout;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** How long a process counts as running after its last beat; beats come every third of it. */
  readonly termMs?: number;
  /** Called after the leases of a dead process were released. */
  readonly onReaped: () => void;
  /** Called after each beat but the first. */
  readonly onBeat?: () => void;
};

/** The presence of one process among several. */
export type SharedPresence = Presence & {
  /** The first beat; until it resolves this process may not claim jobs. */
  start(): Promise<void>;
  /** The database's clock minus this machine's, in ms, measured at the last beat. */
  clockOffsetMs(): number;
  /** Leaves: releases leases and chores at once. */
  stop(): Promise<void>;
};

/** Creates the presence of a process that has not started. */
export function createPresence(options: PresenceOptions): SharedPresence {
  const { pool, worker, clock, log, termMs = TERM_MS, onReaped } = options;
  const everyMs = Math.floor(termMs / 3);
  const about = JSON.stringify(options.about);
  const stopping = new AbortController();
  let beatAtMs = Number.NEGATIVE_INFINITY;
  /** In a database outage all rows expire: after its own absence a process waits a term for the others. */
  let mayReapFromMs = Number.NEGATIVE_INFINITY;
  let offsetMs = 0;
  /** The earliest expiry of another process, by this machine's clock. */
  let nextLapseMs = Number.POSITIVE_INFINITY;
  let loop: Promise<void> = Promise.resolve();

  const beat = async (): Promise<void> => {
    const beganAtMs = clock.nowMs();
    const { rows } = await pool.query<{ lapsed: boolean; at_ms: number; others_ms: number | null }>(
      `WITH before AS (SELECT expires_at FROM workers WHERE id = $1)
       INSERT INTO workers (id, expires_at, about) VALUES ($1, clock_timestamp() + $2 * interval '1 ms', $3)
       ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
       RETURNING coalesce((SELECT expires_at < clock_timestamp() FROM before), true) AS lapsed,
         (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at_ms,
         (SELECT (extract(epoch FROM min(expires_at) - clock_timestamp()) * 1000)::float8
          FROM workers WHERE id <> $1) AS others_ms`,
      [worker, termMs, about],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the heartbeat returned no row');
    const nowMs = clock.nowMs();
    // The middle of the round trip is the best estimate of when the database read its clock.
    offsetMs = row.at_ms - (beganAtMs + nowMs) / 2;
    // From before the request: the row may expire later than this, never earlier.
    beatAtMs = beganAtMs;
    nextLapseMs = row.others_ms === null ? Number.POSITIVE_INFINITY : nowMs + row.others_ms;
    if (row.lapsed) mayReapFromMs = nowMs + termMs;
  };

  const reap = async (): Promise<void> => {
    if (isRecent(clock, mayReapFromMs - termMs, termMs)) return;
    const dead = await inTransaction(pool, async (client, database) => {
      const { rows } = await client.query<{ id: string }>(
        `DELETE FROM workers WHERE id IN (SELECT id FROM workers WHERE expires_at < clock_timestamp()
           FOR UPDATE SKIP LOCKED) RETURNING id`,
      );
      for (const { id } of rows) {
        await runLater(database, releaseLeasesExcept(id, new Set()));
      }
      return rows.map(({ id }) => id);
    });
    if (dead.length === 0) return;
    log.warn({ dead }, 'dead worker process removed');
    onReaped();
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Running processes have renewed their rows by then.
      const lapseMs = Math.max(nextLapseMs, mayReapFromMs) + MARGIN_MS;
      const nowMs = clock.nowMs();
      const sleepMs = Math.min(everyMs, Math.max(MARGIN_MS, lapseMs - nowMs));
      await clock.sleepUntil(nowMs + sleepMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await beat();
        options.onBeat?.();
        await reap();
      } catch (error) {
        log.warn({ error }, 'heartbeat failed');
      }
    }
  };

  const leave = (): Promise<void> =>
    inTransaction(pool, async (client, database) => {
      await runLater(database, releaseLeasesExcept(worker, new Set()));
      await client.query('DELETE FROM workers WHERE id = $1', [worker]);
    });

  return {
    start: async () => {
      await beat();
      loop = run();
    },
    isNotifiedOfSaves: true,
    // A third of the term is a margin for work that is started meanwhile.
    isCertain: () => isRecent(clock, beatAtMs, termMs - everyMs),
    clockOffsetMs: () => offsetMs,
    releaseUnknown: (held) =>
      inTransaction(pool, (_, database) => runLater(database, releaseLeasesExcept(worker, held))),
    takeChore: async (name) => {
      const { rows } = await pool.query<{ worker: string }>(
        `WITH taken AS (INSERT INTO chores (name, worker) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING worker)
         SELECT worker FROM taken UNION ALL SELECT worker FROM chores WHERE name = $1`,
        [name, worker],
      );
      return rows.some((row) => row.worker === worker);
    },
    list: () => listProcesses(pool),
    stop: async () => {
      stopping.abort();
      await loop;
      await leave();
    },
  };
}
