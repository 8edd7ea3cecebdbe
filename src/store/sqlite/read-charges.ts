import type { Database } from 'better-sqlite3';
import type { Charge } from '#domain/charge.ts';
import { type JobId, mintJobId } from '#domain/ids.ts';

/** Reads what jobs cost, oldest first, one row at a time: a year of them needs no memory. */
export type ChargesReader = (range: {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}) => Iterable<Charge>;

/** The reader over one connection. Job ids sort by time, so that a range of them is a time span. */
export function createChargesReader(database: Database): ChargesReader {
  const read = database.prepare<[JobId, JobId, number], Charge>(
    `SELECT charges.job_id AS jobId, charges.guild_id AS guildId, charges.channel_id AS channelId,
       charges.user_id AS userId, charges.action, jobs.speed, jobs.state,
       jobs.created_at_ms AS acceptedAtMs, jobs.updated_at_ms AS updatedAtMs,
       jobs.price_credits AS priceCredits, charges.credits, charges.vendor,
       charges.vendor_unit AS vendorUnit, charges.vendor_cost_micros AS vendorCostMicros,
       (SELECT json_group_array(json(ticket)) FROM (
          SELECT ticket FROM steps WHERE steps.job_id = charges.job_id AND ticket <> 'null'
          ORDER BY step_index)) AS tickets
     FROM charges CROSS JOIN jobs ON jobs.id = charges.job_id
     WHERE charges.job_id >= ? AND charges.job_id < ? ORDER BY charges.job_id LIMIT ?`,
  );
  return ({ fromMs, toMs, limit }) => read.iterate(firstIdAt(fromMs), firstIdAt(toMs), limit);
}

const firstIdAt = (atMs: number): JobId => mintJobId(Math.max(0, atMs), new Uint8Array(7));
