/**
 * Which process holds which shard of the gateway. A process has an expiring row in "gateways", and a row in "shards"
 * for each shard it holds, which is deleted with the first. All turns are taken one at a time, under one lock; only the
 * database's clock decides about expiry. A crash leaves rows that expire.
 */
import type pg from 'pg';
import { type Clock, isRecent } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { GATEWAY_TERM_MS, GATEWAY_TURN_MS, type ShardLeases } from '#ports/shard-leases.ts';
import { inTransaction } from './transact.ts';

const LOCK = 'fourfold:shards';
/** The fact with the number of shards. */
const COUNT_KEY = 'discord-shards';

/** The process and its connection. */
export type ShardLeaseOptions = {
  readonly pool: pg.Pool;
  readonly worker: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly termMs?: number;
};

/** The leases of one process. */
export function createShardLeases(options: ShardLeaseOptions): ShardLeases {
  const { pool, worker, clock, log, termMs = GATEWAY_TERM_MS } = options;
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** In a database outage all rows expire: after its own absence a process waits a term for the others. */
  let mayReapFromMs = Number.NEGATIVE_INFINITY;

  const renew = async (client: pg.PoolClient, wanted: number): Promise<void> => {
    const { rows } = await client.query<{ lapsed: boolean }>(
      `WITH before AS (SELECT expires_at FROM gateways WHERE worker = $1)
       INSERT INTO gateways (worker, expires_at, wanted)
       VALUES ($1, clock_timestamp() + $2 * interval '1 ms', $3)
       ON CONFLICT (worker) DO UPDATE SET expires_at = excluded.expires_at, wanted = excluded.wanted
       RETURNING coalesce((SELECT expires_at < clock_timestamp() FROM before), true) AS lapsed`,
      [worker, termMs, wanted],
    );
    if (rows[0]?.lapsed !== false) mayReapFromMs = clock.nowMs() + termMs;
  };

  const reap = async (client: pg.PoolClient): Promise<void> => {
    if (isRecent(clock, mayReapFromMs - termMs, termMs)) return;
    const { rows } = await client.query<{ worker: string }>(
      'DELETE FROM gateways WHERE expires_at < clock_timestamp() RETURNING worker',
    );
    if (rows.length > 0)
      log.warn({ dead: rows.map((row) => row.worker) }, 'dead gateway process removed');
  };

  /** The number of shards: the stored one, until every process wants another or Discord requires more. */
  const countOf = async (client: pg.PoolClient, wanted: number, isRequired: boolean) => {
    const { rows } = await client.query<{
      processes: number;
      low: number;
      high: number;
      fact: string;
    }>(
      `SELECT count(*) AS processes, min(wanted) AS low, max(wanted) AS high,
         (SELECT value FROM facts WHERE key = $1) AS fact FROM gateways`,
      [COUNT_KEY],
    );
    const { processes, low, high, fact } = rows[0] ?? {
      processes: 1,
      low: wanted,
      high: wanted,
      fact: '',
    };
    const known = Number.parseInt(fact ?? '', 10);
    const isSettled = low !== high || low === known;
    if (known > 0 && isSettled && !(isRequired && wanted > known)) {
      return { processes, count: known };
    }
    // Processes with the old number learn of the new one at their next turn.
    await client.query('DELETE FROM shards');
    await client.query(
      'INSERT INTO facts (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      [COUNT_KEY, String(wanted)],
    );
    if (known > 0) log.info({ from: known, to: wanted }, 'shard count changed');
    return { processes, count: wanted };
  };

  const take = async (client: pg.PoolClient, count: number, share: number) => {
    const held = await client.query<{ shard: number }>(
      'SELECT shard FROM shards WHERE worker = $1 ORDER BY shard',
      [worker],
    );
    const taken = await client.query<{ shard: number }>(
      `INSERT INTO shards (shard, worker)
       SELECT number, $1 FROM generate_series(0, $2::bigint - 1) AS number
       WHERE number NOT IN (SELECT shard FROM shards) ORDER BY number LIMIT $3
       RETURNING shard`,
      [worker, count, Math.max(0, share - held.rows.length)],
    );
    const shards = [...held.rows, ...taken.rows].map(({ shard }) => shard);
    return shards.toSorted((one, other) => one - other);
  };

  const inTurn = <Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> =>
    inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [LOCK]);
      return work(client);
    });

  return {
    hold: async (wanted, isRequired = false) => {
      const beganAtMs = clock.nowMs();
      const turn = await inTurn(async (client) => {
        await renew(client, wanted);
        await reap(client);
        const { processes, count } = await countOf(client, wanted, isRequired);
        const share = Math.ceil(count / processes);
        const shards = await take(client, count, share);
        return { count, shards, surplus: Math.max(0, shards.length - share) };
      });
      // From before the request: the row may expire later than this, never earlier.
      renewedAtMs = beganAtMs;
      return turn;
    },
    release: (shards) =>
      inTurn(async (client) => {
        await client.query('DELETE FROM shards WHERE worker = $1 AND shard = ANY($2::bigint[])', [
          worker,
          shards,
        ]);
      }),
    leave: () =>
      inTurn(async (client) => {
        renewedAtMs = Number.NEGATIVE_INFINITY;
        await client.query('DELETE FROM gateways WHERE worker = $1', [worker]);
      }),
    isCertain: () => isRecent(clock, renewedAtMs, termMs - GATEWAY_TURN_MS),
  };
}
