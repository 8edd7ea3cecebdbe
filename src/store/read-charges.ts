import type { Charge } from '#domain/charge.ts';
import { type JobId, mintJobId } from '#domain/ids.ts';
import { statement, type Work } from './statement.ts';

/** The charges of jobs in a range of ids, oldest first. */
export const chargesBetween = statement<
  { readonly fromId: JobId; readonly toId: JobId; readonly most: number },
  Charge
>(
  `SELECT charges.job_id AS "jobId", charges.guild_id AS "guildId", charges.channel_id AS "channelId",
     charges.user_id AS "userId", charges.action, jobs.speed, jobs.state,
     jobs.created_at_ms AS "acceptedAtMs", jobs.updated_at_ms AS "updatedAtMs",
     jobs.price_credits AS "priceCredits", charges.credits, charges.vendor,
     charges.vendor_unit AS "vendorUnit", charges.vendor_cost_micros AS "vendorCostMicros",
     '[' || coalesce((SELECT string_agg(ticket, ',') FROM (
        SELECT ticket FROM steps WHERE steps.job_id = charges.job_id AND ticket <> 'null'
        ORDER BY step_index) AS given), '') || ']' AS tickets
   FROM charges JOIN jobs ON jobs.id = charges.job_id
   WHERE charges.job_id >= @fromId AND charges.job_id < @toId ORDER BY charges.job_id LIMIT @most`,
);

/** The charges of jobs accepted in a time span, oldest first. */
export function* readCharges(span: Span, limit: number): Work<readonly Charge[]> {
  return yield* chargesBetween.all({ ...idsBetween(span), most: limit });
}

type Span = { readonly fromMs: number; readonly toMs: number };

/** A time span as a range of job ids. */
export function idsBetween({ fromMs, toMs }: Span) {
  return { fromId: firstIdAt(fromMs), toId: firstIdAt(toMs) };
}

/** The smallest id of a job accepted at that time or later; ids sort by time. */
export const firstIdAt = (atMs: number): JobId => mintJobId(Math.max(0, atMs), new Uint8Array(7));
