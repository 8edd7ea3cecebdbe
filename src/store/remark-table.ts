/** Remarks on jobs, and copies to send; writes run in the caller's transaction. */
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Remark } from '#domain/remark.ts';
import type { DirectCopy, ReportedJob } from '#ports/remark-store.ts';
import { findJob } from './job-table.ts';
import { directCopies, remarks } from './schema/remarks.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

type CopyRow = typeof directCopies.$inferSelect;
type RemarkKey = Pick<Remark, 'jobId' | 'kind' | 'userId'>;
type ByJob = { readonly jobId: JobId };

const insert = statement<Remark>(`INSERT INTO remarks ${wholeRow(remarks)} ON CONFLICT DO NOTHING`);
const remove = statement<RemarkKey>(
  'DELETE FROM remarks WHERE job_id = @jobId AND kind = @kind AND user_id = @userId',
);
const onJob = statement<ByJob, Remark>(
  `SELECT ${fieldsOf(remarks)} FROM remarks WHERE job_id = @jobId ORDER BY at_ms`,
);
const favourites = statement<
  { readonly guildId: GuildId; readonly userId: UserId; readonly most: number },
  ByJob
>(
  `SELECT job_id AS "jobId" FROM remarks WHERE kind = 'favourite' AND guild_id = @guildId
   AND user_id = @userId ORDER BY at_ms DESC LIMIT @most`,
);
const byPerson = statement<{ readonly userId: UserId; readonly most: number }, Remark>(
  `SELECT ${fieldsOf(remarks)} FROM remarks WHERE user_id = @userId LIMIT @most`,
);
// Each job by its latest report, ordered by the index on report times.
const reported = statement<{ readonly most: number }, ByJob>(
  `SELECT job_id AS "jobId" FROM remarks latest WHERE kind = 'report' AND NOT EXISTS (
     SELECT 1 FROM remarks later WHERE later.job_id = latest.job_id AND later.kind = 'report'
       AND (later.at_ms, later.user_id) > (latest.at_ms, latest.user_id)
   ) AND NOT EXISTS (
     SELECT 1 FROM acts WHERE key IN ('taken-down:' || latest.job_id, 'report-dismissed:' || latest.job_id)
   ) ORDER BY at_ms DESC LIMIT @most`,
);
// Uses the index on report times, since a day has few reports.
const since = statement<
  { readonly userId: UserId; readonly sinceMs: number },
  { readonly reports: number }
>(
  `SELECT COUNT(*) AS "reports" FROM remarks
   WHERE kind = 'report' AND at_ms > @sinceMs AND user_id = @userId`,
);
const insertCopy = statement<CopyRow>(
  `INSERT INTO direct_copies ${wholeRow(directCopies)} ON CONFLICT DO NOTHING`,
);
const copies = statement<object, CopyRow>(
  `SELECT ${fieldsOf(directCopies)} FROM direct_copies ORDER BY at_ms, job_id`,
);
const attempt = statement<ByJob>('UPDATE direct_copies SET attempted = 1 WHERE job_id = @jobId');
const removeCopy = statement<ByJob>('DELETE FROM direct_copies WHERE job_id = @jobId');

/** True if the person had not made the remark before. */
export function* saveRemark(remark: Remark): Work<boolean> {
  return (yield* insert.count(remark)) === 1;
}

/** True if there was such a remark. */
export function* dropRemark({ jobId, kind, userId }: RemarkKey): Work<boolean> {
  return (yield* remove.count({ jobId, kind, userId })) === 1;
}

/** Everybody's remarks on the job. */
export function* readRemarks(jobId: JobId): Work<readonly Remark[]> {
  return yield* onJob.all({ jobId });
}

/** The person's favourites in the server, newest first. */
export function* readFavourites(
  guildId: GuildId,
  userId: UserId,
  most: number,
): Work<readonly Job[]> {
  return yield* jobsOf(yield* favourites.all({ guildId, userId, most }));
}

/** The person's remarks, unordered. Rarely used: it reads all remarks. */
export function* readRemarksBy(userId: UserId, most: number): Work<readonly Remark[]> {
  return yield* byPerson.all({ userId, most });
}

/** The number of jobs that the person has reported since. */
export function* countReports(userId: UserId, sinceMs: number): Work<number> {
  return (yield* since.first({ userId, sinceMs }))?.reports ?? 0;
}

/** Reported jobs with their reports, newest first. */
export function* readReported(most: number): Work<readonly ReportedJob[]> {
  const found: ReportedJob[] = [];
  for (const job of yield* jobsOf(yield* reported.all({ most }))) {
    const reports = (yield* onJob.all({ jobId: job.id })).filter(({ kind }) => kind === 'report');
    const [first, last] = [reports[0], reports.at(-1)];
    if (first === undefined || last === undefined) continue;
    const { userId: firstUserId } = first;
    found.push({ job, reports: reports.length, lastAtMs: last.atMs, firstUserId });
  }
  return found;
}

/** Adds a copy to send by direct message. */
export function* addCopy(jobId: JobId, atMs: number): Work<void> {
  yield* insertCopy.run({ jobId, attempted: 0, atMs });
}

/** The copies to send, oldest first. */
export function* readCopies(): Work<readonly DirectCopy[]> {
  return (yield* copies.all({})).map(({ attempted, ...copy }) => ({
    ...copy,
    attempted: attempted === 1,
  }));
}

/** Marks the copy as attempted: after a crash it is searched for first. */
export function* markCopyAttempted(jobId: JobId): Work<void> {
  yield* attempt.run({ jobId });
}

/** Removes the copy: it was sent or given up. */
export function* endCopy(jobId: JobId): Work<void> {
  yield* removeCopy.run({ jobId });
}

function* jobsOf(rows: readonly ByJob[]): Work<readonly Job[]> {
  const found: Job[] = [];
  for (const { jobId } of rows) {
    const job = yield* findJob(jobId);
    if (job !== null) found.push(job);
  }
  return found;
}
