import type { Database } from 'better-sqlite3';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  type Holding,
  type JobRow,
  jobFromRow,
  jobToRow,
  type PictureRow,
  type ResultRows,
  resultToRows,
  type VideoRow,
} from './job-row.ts';
import { jobs, pictures, videos } from './schema-jobs.ts';
import { assignments, fieldsOf, wholeRow } from './sql-text.ts';

/** What changes while a job lives; triggers refuse changes of the rest. */
const CHANGING_FIELDS = [
  'revision',
  'vendor',
  'state',
  'stepIndex',
  'attempts',
  'progressPercent',
  'dueAtMs',
  'leaseUntilMs',
  'woken',
  'deadlineAtMs',
  'progressMessageId',
  'postAttempted',
  'finalChannelId',
  'finalMessageId',
  'resultKind',
  'resultHandle',
  'resultSeed',
  'resultTexts',
  'failureKind',
  'failureDetail',
  'failureRetryAfterMs',
  'failureCause',
  'updatedAtMs',
] as const satisfies readonly (keyof JobRow)[];

/** A job together with what the store alone knows of it. */
export type HeldJob = { readonly job: Job; readonly holding: Holding };

/** Reads and writes whole jobs. Writes happen inside the caller's transaction. */
export type JobTable = {
  find(id: JobId): HeldJob | null;
  findByInteraction(interactionId: string): Job | null;
  /** A member's jobs that wait for a vendor or are at one. */
  countForVendors(guildId: GuildId, userId: UserId): number;
  /** The job of a row that another statement selected. */
  read(row: JobRow): Job;
  insert(job: Job): void;
  /** Replaces what changes; `before` is the same job as the table holds it now. */
  update(before: Job, after: Job, holding: Holding): void;
};

/** The table over one connection, its statements prepared once. */
export function createJobTable(database: Database): JobTable {
  const byId = database.prepare<[JobId], JobRow>(`SELECT ${fieldsOf(jobs)} FROM jobs WHERE id = ?`);
  const byInteraction = database.prepare<[string], JobRow>(
    `SELECT ${fieldsOf(jobs)} FROM jobs WHERE interaction_id = ?`,
  );
  const picturesOf = database.prepare<[JobId], PictureRow>(
    `SELECT ${fieldsOf(pictures)} FROM pictures WHERE job_id = ? ORDER BY cell`,
  );
  const videosOf = database.prepare<[JobId], VideoRow>(
    `SELECT ${fieldsOf(videos)} FROM videos WHERE job_id = ? ORDER BY cell`,
  );
  const countForVendors = database
    .prepare<[GuildId, UserId], number>(
      `SELECT count(*) FROM jobs INDEXED BY jobs_unfinished
       WHERE state IN ('queued', 'submitting', 'running', 'delivering') AND state <> 'delivering'
       AND guild_id = ? AND user_id = ? AND from_archive = 0`,
    )
    .pluck();
  const insertJob = database.prepare<[JobRow]>(`INSERT INTO jobs ${wholeRow(jobs)}`);
  const insertPicture = database.prepare<[PictureRow]>(
    `INSERT INTO pictures ${wholeRow(pictures)}`,
  );
  const insertVideo = database.prepare<[VideoRow]>(`INSERT INTO videos ${wholeRow(videos)}`);
  const updateJob = database.prepare<[JobRow]>(
    `UPDATE jobs SET ${assignments(jobs, CHANGING_FIELDS)} WHERE id = @id`,
  );

  const rowsOf = ({ id, resultKind }: JobRow): ResultRows => ({
    pictures: resultKind === 'grid' || resultKind === 'image' ? picturesOf.all(id) : [],
    videos: resultKind === 'videos' ? videosOf.all(id) : [],
  });
  const read = (row: JobRow) => jobFromRow(row, rowsOf(row));

  return {
    read,
    find: (id) => {
      const row = byId.get(id);
      if (row === undefined) return null;
      return { job: read(row), holding: { leaseUntilMs: row.leaseUntilMs, woken: row.woken } };
    },
    findByInteraction: (interactionId) => {
      const row = byInteraction.get(interactionId);
      return row === undefined ? null : read(row);
    },
    countForVendors: (guildId, userId) => countForVendors.get(guildId, userId) ?? 0,
    insert: (job) => {
      insertJob.run(jobToRow(job, { leaseUntilMs: null, woken: 0 }));
    },
    update: (before, after, holding) => {
      updateJob.run(jobToRow(after, holding));
      if (after.result === null || after.result === before.result) return;
      const rows = resultToRows(after.id, after.result);
      for (const picture of rows.pictures) insertPicture.run(picture);
      for (const video of rows.videos) insertVideo.run(video);
    },
  };
}
