import type { Database } from 'better-sqlite3';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Remark } from '#domain/remark.ts';
import type { DirectCopy, ReportedJob } from '#ports/remark-store.ts';
import type { JobTable } from './job-table.ts';
import { directCopies, remarks } from './schema-remarks.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';

type CopyRow = typeof directCopies.$inferSelect;
type RemarkKey = Pick<Remark, 'jobId' | 'kind' | 'userId'>;

/** Remarks and copies over one connection; writes happen inside the caller's transaction. */
export type RemarkTable = {
  save(remark: Remark): boolean;
  drop(key: RemarkKey): boolean;
  on(jobId: JobId): readonly Remark[];
  favourites(guildId: GuildId, userId: UserId, limit: number): readonly Job[];
  reported(limit: number): readonly ReportedJob[];
  addCopy(jobId: JobId, atMs: number): void;
  copies(): readonly DirectCopy[];
  copyAttempted(jobId: JobId): void;
  copyOver(jobId: JobId): void;
};

export function createRemarkTable(database: Database, jobTable: JobTable): RemarkTable {
  const save = database.prepare<[Remark]>(`INSERT OR IGNORE INTO remarks ${wholeRow(remarks)}`);
  const drop = database.prepare<[RemarkKey]>(
    'DELETE FROM remarks WHERE job_id = @jobId AND kind = @kind AND user_id = @userId',
  );
  const on = database.prepare<[JobId], Remark>(
    `SELECT ${fieldsOf(remarks)} FROM remarks WHERE job_id = ? ORDER BY at_ms`,
  );
  const favourites = database.prepare<[GuildId, UserId, number], { readonly jobId: JobId }>(
    `SELECT job_id AS jobId FROM remarks WHERE kind = 'favourite' AND guild_id = ? AND user_id = ?
     ORDER BY at_ms DESC LIMIT ?`,
  );
  // Each job by its latest report, so that the index on their times gives the order.
  const reported = database.prepare<[number], { readonly jobId: JobId }>(
    `SELECT job_id AS jobId FROM remarks latest WHERE kind = 'report' AND NOT EXISTS (
       SELECT 1 FROM remarks later WHERE later.job_id = latest.job_id AND later.kind = 'report'
         AND (later.at_ms, later.user_id) > (latest.at_ms, latest.user_id)
     ) ORDER BY at_ms DESC LIMIT ?`,
  );
  const addCopy = database.prepare<[CopyRow]>(
    `INSERT OR IGNORE INTO direct_copies ${wholeRow(directCopies)}`,
  );
  const copies = database.prepare<[], CopyRow>(
    `SELECT ${fieldsOf(directCopies)} FROM direct_copies ORDER BY at_ms, job_id`,
  );
  const attempt = database.prepare<[JobId]>(
    'UPDATE direct_copies SET attempted = 1 WHERE job_id = ?',
  );
  const over = database.prepare<[JobId]>('DELETE FROM direct_copies WHERE job_id = ?');

  const jobsOf = (rows: readonly { readonly jobId: JobId }[]): readonly Job[] =>
    rows.flatMap(({ jobId }) => jobTable.find(jobId)?.job ?? []);

  const reportOf = (job: Job): readonly ReportedJob[] => {
    const reports = on.all(job.id).filter(({ kind }) => kind === 'report');
    const [first, last] = [reports[0], reports.at(-1)];
    if (first === undefined || last === undefined) return [];
    const { userId: firstUserId } = first;
    return [{ job, reports: reports.length, lastAtMs: last.atMs, firstUserId }];
  };

  return {
    save: (remark) => save.run(remark).changes === 1,
    drop: (key) => drop.run(key).changes === 1,
    on: (jobId) => on.all(jobId),
    favourites: (guildId, userId, limit) => jobsOf(favourites.all(guildId, userId, limit)),
    reported: (limit) => jobsOf(reported.all(limit)).flatMap(reportOf),
    addCopy: (jobId, atMs) => {
      addCopy.run({ jobId, attempted: 0, atMs });
    },
    copies: () =>
      copies.all().map(({ attempted, ...copy }) => ({ ...copy, attempted: attempted === 1 })),
    copyAttempted: (jobId) => {
      attempt.run(jobId);
    },
    copyOver: (jobId) => {
      over.run(jobId);
    },
  };
}
