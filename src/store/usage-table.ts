/**
 * Usage. A job that costs something, in credits or in its vendor's money, has one charge; triggers maintain the sums
 * for limits and charts. Runs in the caller's transaction.
 */
import type { ChannelId, GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { dayAt } from '#domain/period.ts';
import type { DayRange, MemberUsage, UsageDay, UsageRow } from '#domain/usage.ts';
import type { VendorCost } from '#ports/job-store.ts';
import { charges, threads } from './schema/usage.ts';
import { wholeRow } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

type ChargeRow = typeof charges.$inferSelect;
type ThreadRow = typeof threads.$inferSelect;

type ByJob = { readonly jobId: JobId };
type Range = { readonly guildId: GuildId } & DayRange;

const insert = statement<ChargeRow>(`INSERT INTO charges ${wholeRow(charges)}`);
// A vendor that certainly accepted no step is not paid; an unclear one may be.
const resolve = statement<ByJob & { readonly credits: number; readonly mayBeBilled: 0 | 1 }>(
  `UPDATE charges SET credits = @credits, vendor_cost_micros = CASE
     WHEN @mayBeBilled = 1 OR EXISTS (SELECT 1 FROM steps WHERE job_id = @jobId AND ticket <> 'null')
     THEN vendor_cost_micros ELSE 0 END
   WHERE job_id = @jobId`,
);
const move = statement<
  ByJob & { readonly vendor: string; readonly unit: string; readonly micros: number }
>(
  `UPDATE charges SET vendor = @vendor, vendor_unit = @unit, vendor_cost_micros = @micros
   WHERE job_id = @jobId`,
);
/** Locks the sums that a move changes, in one order: two jobs may change places between two vendors. */
const lockDays = statement<ByJob & { readonly vendor: string }, { readonly vendor: string }>(
  `SELECT vendor FROM vendor_days WHERE day = (SELECT vendor_day FROM charges WHERE job_id = @jobId)
   AND vendor IN (@vendor, (SELECT vendor FROM charges WHERE job_id = @jobId))
   ORDER BY vendor, unit FOR NO KEY UPDATE`,
);
const byMember = statement<Range & { readonly userId: UserId }, { readonly credits: number }>(
  `SELECT coalesce(sum(credits), 0) AS credits FROM usage
   WHERE guild_id = @guildId AND user_id = @userId AND day BETWEEN @fromDay AND @toDay`,
);
const inChannel = statement<
  { readonly guildId: GuildId; readonly channelId: ChannelId; readonly fromDay: string },
  { readonly credits: number }
>(
  `SELECT coalesce(sum(credits), 0) AS credits FROM usage
   WHERE guild_id = @guildId AND day >= @fromDay AND channel_id IN (
     SELECT CAST(@channelId AS text) UNION ALL SELECT channel_id FROM threads
     WHERE parent_channel_id = @channelId AND last_day >= @fromDay)`,
);
const insertThread = statement<ThreadRow>(
  `INSERT INTO threads ${wholeRow(threads)} ON CONFLICT (channel_id) DO UPDATE
   SET last_day = excluded.last_day WHERE threads.last_day < excluded.last_day`,
);
const vendorSpent = statement<
  { readonly vendor: string; readonly day: string; readonly unit: string },
  { readonly micros: number }
>(
  `SELECT cost_micros AS micros FROM vendor_days
   WHERE vendor = @vendor AND day = @day AND unit = @unit`,
);
const days = statement<Range, UsageDay>(
  `SELECT day, action, sum(jobs) AS jobs, sum(credits) AS credits FROM usage
   WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay
   GROUP BY day, action ORDER BY day, action`,
);
const rows = statement<Range & { readonly most: number }, UsageRow>(
  `WITH used AS MATERIALIZED (
     SELECT day, user_id, channel_id, action, jobs, credits FROM usage
     WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay AND credits > 0
     ORDER BY day, user_id, channel_id, action LIMIT @most
   ), names AS MATERIALIZED (
     SELECT user_id, (SELECT user_name FROM jobs WHERE jobs.guild_id = @guildId
       AND jobs.user_id = used.user_id ORDER BY id DESC LIMIT 1) AS user_name
     FROM used GROUP BY user_id
   )
   SELECT day, user_id AS "userId", coalesce(user_name, '') AS "userName", channel_id AS "channelId",
     action, jobs, credits
   FROM used LEFT JOIN names USING (user_id) ORDER BY day, user_id, channel_id, action`,
);
const members = statement<Range & { readonly most: number }, MemberUsage>(
  `SELECT user_id AS "userId", sum(jobs) AS jobs, sum(credits) AS credits,
     coalesce((SELECT user_name FROM jobs WHERE jobs.guild_id = @guildId
       AND jobs.user_id = usage.user_id ORDER BY id DESC LIMIT 1), '') AS "userName"
   FROM usage
   WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay
   GROUP BY user_id HAVING sum(credits) > 0 ORDER BY sum(credits) DESC, user_id LIMIT @most`,
);

/** Inserts the charge of an accepted job; nothing for a free one. */
export function* chargeJob(
  job: Job,
  { day, vendorDay }: { readonly day: string; readonly vendorDay: string },
  cost: Omit<VendorCost, 'ceilingMicros'> | undefined,
): Work<void> {
  if (job.priceCredits === 0 && cost === undefined) return;
  const { guildId, userId, channelId } = job.origin;
  yield* insert.run({
    jobId: job.id,
    guildId,
    userId,
    channelId,
    action: job.request.action,
    day,
    credits: job.priceCredits,
    vendor: job.vendor,
    vendorDay,
    vendorUnit: cost?.unit ?? '',
    vendorCostMicros: cost?.micros ?? 0,
  });
}

/** Records usage in a thread. */
export function* noteThread(thread: ThreadRow): Work<void> {
  yield* insertThread.run(thread);
}

/** Saves the job's final cost; 0 if refunded. */
export function* resolveCharge(job: Job, credits: number): Work<void> {
  const mayBeBilled = credits > 0 || job.state === 'submitting' || job.state === 'delivering';
  yield* resolve.run({ jobId: job.id, credits, mayBeBilled: mayBeBilled ? 1 : 0 });
}

/** Moves the charge to the job's vendor at this cost; an earlier vendor never accepted the job. */
export function* moveCharge(
  job: Job,
  cost: Omit<VendorCost, 'ceilingMicros'> | undefined,
  nowMs: number,
): Work<void> {
  const { id: jobId, vendor } = job;
  const { unit, micros } = cost ?? { unit: '', micros: 0 };
  yield* lockDays.all({ jobId, vendor });
  if ((yield* move.count({ jobId, vendor, unit, micros })) > 0) return;
  // A free job at a vendor without prices had no charge yet.
  const day = dayAt(nowMs, 'UTC');
  yield* chargeJob(job, { day, vendorDay: day }, cost);
}

/** Credits that the member used within the days, inclusive. */
export function* readUsageOfMember(
  guildId: GuildId,
  userId: UserId,
  { fromDay, toDay }: DayRange,
): Work<number> {
  return (yield* byMember.first({ guildId, userId, fromDay, toDay }))?.credits ?? 0;
}

/** Credits used in the channel and its threads. */
export function* readUsageInChannel(
  guildId: GuildId,
  channelId: ChannelId,
  fromDay: string,
): Work<number> {
  return (yield* inChannel.first({ guildId, channelId, fromDay }))?.credits ?? 0;
}

/** The vendor's expected cost of a day, in millionths of its unit. */
export function* readVendorSpent(vendor: string, day: string, unit: string): Work<number> {
  return (yield* vendorSpent.first({ vendor, day, unit }))?.micros ?? 0;
}

/** The server's usage by day and action. */
export function* readUsageByDay(
  guildId: GuildId,
  { fromDay, toDay }: DayRange,
): Work<readonly UsageDay[]> {
  return yield* days.all({ guildId, fromDay, toDay });
}

/** Up to `most` rows of the server's usage. */
export function* readUsageRows(
  guildId: GuildId,
  { fromDay, toDay }: DayRange,
  most: number,
): Work<readonly UsageRow[]> {
  return yield* rows.all({ guildId, fromDay, toDay, most });
}

/** The `most` members with the highest usage. */
export function* readUsageByMember(
  guildId: GuildId,
  { fromDay, toDay }: DayRange,
  most: number,
): Work<readonly MemberUsage[]> {
  return yield* members.all({ guildId, fromDay, toDay, most });
}
