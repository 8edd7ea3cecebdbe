/**
 * Wakes between processes. When something may be due is announced after its commit (a NOTIFY inside the transaction
 * serialises commits), and every process listens. A wake that is lost costs little: each worker also sleeps no longer
 * than until the next job that it knows to be due.
 */
import pg from 'pg';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const CHANNEL = 'fourfold_due';

/** After the connection was lost, the pause before a new one. */
const PAUSE_MS = 500;
/** A database that does not answer within this time is taken as gone. */
const CONNECT_MS = 5_000;

/** Tells the processes of one database that a job is due. A lost message costs time, never a job. */
export type Wakes = {
  /**
   * Tells every other process; many calls at once are one message, of the earliest time. While they have been told of an
   * earlier time that is still to come, they need not be told: then they look, and see for themselves what is due next.
   */
  announce(atMs: number): void;
  /** Resolves when the first connection listens. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  readonly pool: pg.Pool;
  readonly url: string;
  /** Names this process: it is not woken by itself. */
  readonly worker: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Something may be due at that time; 0: now. */
  readonly onWake: (atMs: number) => void;
};

/** Wakes over a connection of their own, made again when it breaks. */
export function createWakes({ pool, url, worker, clock, log, onWake }: Options): Wakes {
  const stopping = new AbortController();
  let listener: pg.Client | null = null;
  let isAnnouncing = false;
  let pendingAtMs = Number.POSITIVE_INFINITY;
  /** The others look then, of what they were told. */
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let kept: Promise<void> = Promise.resolve();

  const announce = (atMs: number): void => {
    if (toldAtMs <= atMs && clock.nowMs() < toldAtMs) return;
    pendingAtMs = Math.min(pendingAtMs, atMs);
    if (isAnnouncing || stopping.signal.aborted) return;
    isAnnouncing = true;
    void send().finally(() => {
      isAnnouncing = false;
    });
  };

  const send = async (): Promise<void> => {
    while (pendingAtMs < Number.POSITIVE_INFINITY && !stopping.signal.aborted) {
      const values = [CHANNEL, `${pendingAtMs} ${worker}`];
      toldAtMs = pendingAtMs;
      pendingAtMs = Number.POSITIVE_INFINITY;
      try {
        // The pool may be busy with work.
        await (listener ?? pool).query({
          name: 'announce',
          text: 'SELECT pg_notify($1, $2)',
          values,
        });
      } catch (error) {
        toldAtMs = Number.NEGATIVE_INFINITY;
        log.warn({ error }, 'wake not announced');
      }
    }
  };

  /** A version that told no time wakes at once. */
  const hear = ({ payload = '' }: pg.Notification): void => {
    const [atMs, sender] = payload.split(' ');
    if (sender !== worker) onWake(Number(atMs) || 0);
  };

  /** Listens on a new connection; resolves with the end of it, and rejects where it never came to listen. */
  const listen = async (): Promise<{ readonly over: Promise<void> }> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'fourfold listener',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
      keepAlive: true,
    });
    const over = new Promise<void>((resolve) => {
      client.once('end', () => {
        if (listener === client) listener = null;
        resolve();
      });
    });
    client.on('notification', hear);
    client.on('error', (error) => log.warn({ error }, 'listening connection lost'));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      // A connection that does not listen would stay with the database for as long as the process lives.
      client.end().catch((cause: unknown) => log.warn({ error: cause }, 'listener not closed'));
      throw error;
    }
    listener = client;
    if (stopping.signal.aborted) await client.end();
    return { over };
  };

  const listenAgain = async (): Promise<{ readonly over: Promise<void> } | null> => {
    while (!stopping.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + PAUSE_MS, stopping.signal);
      if (stopping.signal.aborted) break;
      try {
        return await listen();
      } catch (error) {
        log.warn({ error }, 'database listener failed');
      }
    }
    return null;
  };

  /** One connection after the other, never two: while the database is away each would bring one more. */
  const keepListening = async (first: Promise<void>): Promise<void> => {
    for (let over = first; ; ) {
      await over;
      const next = await listenAgain();
      if (next === null) return;
      // What was announced meanwhile was not heard, and what was to be announced may have been lost.
      onWake(0);
      announce(0);
      over = next.over;
    }
  };

  return {
    announce,
    start: async () => {
      const { over } = await listen();
      kept = keepListening(over);
    },
    stop: async () => {
      stopping.abort();
      await listener?.end();
      await kept;
    },
  };
}
