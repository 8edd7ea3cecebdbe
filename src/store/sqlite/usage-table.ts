/**
 * Who used what. A job that costs something, in credits or in its vendor's money, has one charge;
 * triggers keep the sums that limits and charts read. It runs inside the caller's transaction.
 */
import type { Database } from 'better-sqlite3';
import type { ChannelId, GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { DayRange, MemberUsage, UsageDay, UsageRow } from '#domain/usage.ts';
import type { VendorCost } from '#ports/store.ts';
import { charges, threads } from './schema-usage.ts';
import { wholeRow } from './sql-text.ts';

type ChargeRow = typeof charges.$inferSelect;
type ThreadRow = typeof threads.$inferSelect;

export type UsageTable = {
  charge(
    job: Job,
    days: { readonly day: string; readonly vendorDay: string },
    cost: VendorCost | undefined,
  ): void;
  /** Something is used in a thread. */
  noteThread(thread: ThreadRow): void;
  /** What the job cost after all; without `credits` it was refunded. */
  answer(job: Job, credits: number): void;
  /** Another vendor is asked instead; the first one never took the job. */
  moveTo(id: JobId, vendor: string, cost: Omit<VendorCost, 'ceilingMicros'> | undefined): void;
  byMember(guildId: GuildId, userId: UserId, range: DayRange): number;
  /** In the channel and its threads together. */
  inChannel(guildId: GuildId, channelId: ChannelId, fromDay: string): number;
  vendorSpentMicros(vendor: string, day: string, unit: string): number;
  days(guildId: GuildId, range: DayRange): readonly UsageDay[];
  members(guildId: GuildId, range: DayRange, limit: number): readonly MemberUsage[];
  rows(guildId: GuildId, range: DayRange, limit: number): readonly UsageRow[];
};

/** The usage over one connection. */
export function createUsageTable(database: Database): UsageTable {
  const insert = database.prepare<[ChargeRow]>(`INSERT INTO charges ${wholeRow(charges)}`);
  // A vendor that certainly never took a step is not paid for it; what is unclear may be.
  const answer = database.prepare<[{ jobId: JobId; credits: number; mayBeBilled: 0 | 1 }]>(
    `UPDATE charges SET credits = @credits, vendor_cost_micros = CASE
       WHEN @mayBeBilled = 1 OR EXISTS (SELECT 1 FROM steps WHERE job_id = @jobId AND ticket <> 'null')
       THEN vendor_cost_micros ELSE 0 END
     WHERE job_id = @jobId`,
  );
  const moveTo = database.prepare<[{ jobId: JobId; vendor: string; unit: string; micros: number }]>(
    `UPDATE charges SET vendor = @vendor, vendor_unit = @unit, vendor_cost_micros = @micros
     WHERE job_id = @jobId`,
  );
  const byMember = database
    .prepare<[{ guildId: GuildId; userId: UserId } & DayRange], number>(
      `SELECT coalesce(sum(credits), 0) FROM usage
       WHERE guild_id = @guildId AND user_id = @userId AND day BETWEEN @fromDay AND @toDay`,
    )
    .pluck();
  const inChannel = database
    .prepare<[{ guildId: GuildId; channelId: ChannelId; fromDay: string }], number>(
      `SELECT coalesce(sum(credits), 0) FROM usage
       WHERE guild_id = @guildId AND day >= @fromDay AND channel_id IN (
         SELECT @channelId UNION ALL SELECT channel_id FROM threads
         WHERE parent_channel_id = @channelId AND last_day >= @fromDay)`,
    )
    .pluck();
  const noteThread = database.prepare<[ThreadRow]>(
    `INSERT INTO threads ${wholeRow(threads)} ON CONFLICT (channel_id) DO UPDATE
     SET last_day = excluded.last_day WHERE last_day < excluded.last_day`,
  );
  const vendorSpent = database
    .prepare<[string, string, string], number>(
      'SELECT cost_micros FROM vendor_days WHERE vendor = ? AND day = ? AND unit = ?',
    )
    .pluck();
  const days = database.prepare<[{ guildId: GuildId } & DayRange], UsageDay>(
    `SELECT day, action, sum(jobs) AS jobs, sum(credits) AS credits FROM usage
     WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay
     GROUP BY day, action ORDER BY day, action`,
  );
  const rows = database.prepare<[{ guildId: GuildId; most: number } & DayRange], UsageRow>(
    `WITH used AS MATERIALIZED (
       SELECT day, user_id, channel_id, action, jobs, credits FROM usage
       WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay AND credits > 0
       ORDER BY day, user_id, channel_id, action LIMIT @most
     ), names AS MATERIALIZED (
       SELECT user_id, (SELECT user_name FROM jobs WHERE jobs.guild_id = @guildId
         AND jobs.user_id = used.user_id ORDER BY id DESC LIMIT 1) AS user_name
       FROM used GROUP BY user_id
     )
     SELECT day, user_id AS userId, coalesce(user_name, '') AS userName, channel_id AS channelId,
       action, jobs, credits
     FROM used LEFT JOIN names USING (user_id) ORDER BY day, user_id, channel_id, action`,
  );
  const members = database.prepare<[{ guildId: GuildId; most: number } & DayRange], MemberUsage>(
    `SELECT user_id AS userId, sum(jobs) AS jobs, sum(credits) AS credits,
       coalesce((SELECT user_name FROM jobs WHERE jobs.guild_id = usage.guild_id
         AND jobs.user_id = usage.user_id ORDER BY id DESC LIMIT 1), '') AS userName
     FROM usage
     WHERE guild_id = @guildId AND day BETWEEN @fromDay AND @toDay
     GROUP BY user_id HAVING sum(credits) > 0 ORDER BY credits DESC, user_id LIMIT @most`,
  );

  return {
    charge: (job, { day, vendorDay }, cost) => {
      if (job.priceCredits === 0 && cost === undefined) return;
      const { guildId, userId, channelId } = job.origin;
      insert.run({
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
    },
    noteThread: (thread) => {
      noteThread.run(thread);
    },
    answer: (job, credits) => {
      const mayBeBilled = credits > 0 || job.state === 'submitting' || job.state === 'delivering';
      answer.run({ jobId: job.id, credits, mayBeBilled: mayBeBilled ? 1 : 0 });
    },
    moveTo: (jobId, vendor, cost) => {
      const { unit, micros } = cost ?? { unit: '', micros: 0 };
      moveTo.run({ jobId, vendor, unit, micros });
    },
    byMember: (guildId, userId, range) => byMember.get({ guildId, userId, ...range }) ?? 0,
    inChannel: (guildId, channelId, fromDay) => inChannel.get({ guildId, channelId, fromDay }) ?? 0,
    vendorSpentMicros: (vendor, day, unit) => vendorSpent.get(vendor, day, unit) ?? 0,
    days: (guildId, range) => days.all({ guildId, ...range }),
    rows: (guildId, range, limit) => rows.all({ guildId, ...range, most: limit }),
    members: (guildId, range, limit) => members.all({ guildId, ...range, most: limit }),
  };
}
