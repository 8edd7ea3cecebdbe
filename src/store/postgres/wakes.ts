/**
 * Wakes between processes. Due times are announced after the commit (a NOTIFY inside the transaction serialises
 * commits), and every process listens. A lost wake costs little: each worker also wakes for the next due job it knows
 * of.
 */
import pg from 'pg';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const CHANNEL = 'fourfold_due';

/** The pause before a new connection after a lost one. */
const PAUSE_MS = 500;
/** The timeout for connecting. */
const CONNECT_MS = 5_000;

/** Announces due jobs to the processes of one database. A lost message costs time, never a job. */
export type Wakes = {
  /**
   * Announces to every other process; concurrent calls are joined into one message with the earliest time. Skipped
   * while an earlier announced time is still to come: the processes then look for themselves.
   */
  announce(atMs: number): void;
  /** Resolves when the first connection listens. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  readonly pool: pg.Pool;
  readonly url: string;
  /** This process's name: it ignores its own messages. */
  readonly worker: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Called when something may be due at that time; 0: now. */
  readonly onWake: (atMs: number) => void;
};

/** Wakes over their own connection, which is reopened when it breaks. */
export function createWakes({ pool, url, worker, clock, log, onWake }: Options): Wakes {
  const stopping = new AbortController();
  let listener: pg.Client | null = null;
  let isAnnouncing = false;
  let pendingAtMs = Number.POSITIVE_INFINITY;
  /** The earliest time announced to the others. */
  let notifiedAtMs = Number.NEGATIVE_INFINITY;
  let kept: Promise<void> = Promise.resolve();

  const announce = (atMs: number): void => {
    if (notifiedAtMs <= atMs && clock.nowMs() < notifiedAtMs) return;
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
      notifiedAtMs = pendingAtMs;
      pendingAtMs = Number.POSITIVE_INFINITY;
      try {
        // The listener's connection first, since the pool may be busy.
        await (listener ?? pool).query({
          name: 'announce',
          text: 'SELECT pg_notify($1, $2)',
          values,
        });
      } catch (error) {
        notifiedAtMs = Number.NEGATIVE_INFINITY;
        log.warn({ error }, 'due job not announced');
      }
    }
  };

  /** Messages of older versions have no time and mean now. */
  const hear = ({ payload = '' }: pg.Notification): void => {
    const [atMs, sender] = payload.split(' ');
    if (sender !== worker) onWake(Number(atMs) || 0);
  };

  /** Listens on a new connection; `over` resolves when it ends. Rejects if it cannot listen. */
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
      // Otherwise the connection would stay open as long as the process runs.
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

  /** One connection at a time: during an outage each retry would add one. */
  const keepListening = async (first: Promise<void>): Promise<void> => {
    for (let over = first; ; ) {
      await over;
      const next = await listenAgain();
      if (next === null) return;
      // Messages in both directions may have been lost meanwhile.
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
