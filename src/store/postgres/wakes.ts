/**
 * Wakes between processes. What may have become due is announced after its commit (a NOTIFY inside the transaction
 * serialises commits), and every process listens. A wake that is lost costs little: each worker also sleeps no longer
 * than until the next job that it knows to be due.
 */
import pg from 'pg';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const CHANNEL = 'fourfold_due';

/** After the connection was lost, the pause before a new one. */
const PAUSE_MS = 500;

/** Tells the processes of one database that a job is due. A lost message costs time, never a job. */
export type Wakes = {
  /** Tells every process, this one too; many calls at once are one message. */
  announce(): void;
  /** Resolves when the first connection listens. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly onWake: () => void;
};

/** Wakes over a connection of their own, made again when it breaks. */
export function createWakes({ pool, url, clock, log, onWake }: Options): Wakes {
  const stopping = new AbortController();
  let listener: pg.Client | null = null;
  let isAnnouncing = false;
  let isPending = false;

  const announce = (): void => {
    isPending = true;
    if (isAnnouncing || stopping.signal.aborted) return;
    isAnnouncing = true;
    void send().finally(() => {
      isAnnouncing = false;
    });
  };

  const send = async (): Promise<void> => {
    while (isPending && !stopping.signal.aborted) {
      isPending = false;
      try {
        await pool.query({ name: 'announce', text: `SELECT pg_notify('${CHANNEL}', '')` });
      } catch (error) {
        log.warn({ error }, 'wake not announced');
      }
    }
  };

  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'fourfold listener' });
    client.on('notification', onWake);
    client.on('error', (error) => log.warn({ error }, 'listening connection lost'));
    client.once('end', () => {
      if (listener === client) listener = null;
      if (!stopping.signal.aborted) void listenAgain();
    });
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    listener = client;
  };

  const listenAgain = async (): Promise<void> => {
    while (!stopping.signal.aborted && listener === null) {
      await clock.sleepUntil(clock.nowMs() + PAUSE_MS, stopping.signal);
      try {
        if (!stopping.signal.aborted) await listen();
        // What was announced meanwhile was not heard.
        onWake();
        return;
      } catch (error) {
        log.warn({ error }, 'database listener failed');
      }
    }
  };

  return {
    announce,
    start: listen,
    stop: async () => {
      stopping.abort();
      await listener?.end();
    },
  };
}
