/** The running processes, for operators, with their shards and jobs. */
import type pg from 'pg';
import { z } from 'zod';
import { parseJson } from '#domain/json.ts';
import type { LivingProcess } from '#ports/presence.ts';
import { countLeases } from '../leases.ts';
import { runLater } from '../statement.ts';
import { openPipeline } from './pipeline.ts';

/** Older versions store less. */
const aboutSchema = z
  .object({ roles: z.array(z.string()).default([]), version: z.string().default('unknown') })
  .catch({ roles: [], version: 'unknown' });

type Row = {
  readonly id: string;
  readonly about: string;
  readonly since_ms: number;
  readonly shards: readonly string[];
};

/** The processes whose rows have not expired by the database's clock, oldest first. */
export async function listProcesses(pool: pg.Pool): Promise<readonly LivingProcess[]> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<Row>(
      `SELECT id, about, (extract(epoch FROM began_at) * 1000)::float8 AS since_ms,
         ARRAY(SELECT shard::text FROM shards WHERE worker = workers.id ORDER BY shards.shard) AS shards
       FROM workers WHERE expires_at >= clock_timestamp() ORDER BY began_at, id`,
    );
    const leases = await runLater(openPipeline(client).database, countLeases());
    const jobs = new Map(leases.map(({ worker, jobs: count }) => [worker, count]));
    return rows.map((row) => ({
      id: row.id,
      ...aboutSchema.parse(parseJson(row.about)),
      sinceMs: Math.round(row.since_ms),
      shards: row.shards.map(Number),
      jobs: jobs.get(row.id) ?? 0,
    }));
  } finally {
    client.release();
  }
}
