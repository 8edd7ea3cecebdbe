/** Reads and writes whole jobs; writes run in the caller's transaction. */
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  type JobRow,
  jobFromRow,
  jobToRow,
  type LeaseColumns,
  type PictureRow,
  type ResultRows,
  resultToRows,
  type VideoRow,
} from './job-row.ts';
import { givenFiles } from './schema/given-files.ts';
import { jobs, pictures, videos } from './schema/jobs.ts';
import { assignments, fieldsOf, wholeRow } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

/** The mutable fields of a job; triggers refuse changes of others. */
const CHANGING_FIELDS = [
  'revision',
  'vendor',
  'state',
  'stepIndex',
  'attempts',
  'progressPercent',
  'dueAtMs',
  'leaseUntilMs',
  'leasedBy',
  'woken',
  'acceptedAtMs',
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

/** A job with its lease. */
export type LockedJob = { readonly job: Job; readonly lease: LeaseColumns };

type ById = { readonly id: JobId };

const byId = statement<ById, JobRow>(`SELECT ${fieldsOf(jobs)} FROM jobs WHERE id = @id`);
const byIdToChange = statement<ById, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE id = @id FOR NO KEY UPDATE`,
);
const byInteraction = statement<{ readonly interactionId: string }, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE interaction_id = @interactionId`,
);
const picturesOf = statement<ById, PictureRow>(
  `SELECT ${fieldsOf(pictures)} FROM pictures WHERE job_id = @id ORDER BY cell`,
);
const videosOf = statement<ById, VideoRow>(
  `SELECT ${fieldsOf(videos)} FROM videos WHERE job_id = @id ORDER BY cell`,
);
const insert = statement<JobRow>(`INSERT INTO jobs ${wholeRow(jobs)}`);
const insertPicture = statement<PictureRow>(`INSERT INTO pictures ${wholeRow(pictures)}`);
const insertVideo = statement<VideoRow>(`INSERT INTO videos ${wholeRow(videos)}`);
const insertGiven = statement<typeof givenFiles.$inferSelect>(
  `INSERT INTO given_files ${wholeRow(givenFiles)} ON CONFLICT DO NOTHING`,
);
const update = statement<JobRow>(
  `UPDATE jobs SET ${assignments(jobs, CHANGING_FIELDS)} WHERE id = @id`,
);

/** Reads the job of a selected row. */
export function* readJob(row: JobRow): Work<Job> {
  const { id, resultKind } = row;
  const rows: ResultRows = {
    pictures: resultKind === 'grid' || resultKind === 'image' ? yield* picturesOf.all({ id }) : [],
    videos: resultKind === 'videos' ? yield* videosOf.all({ id }) : [],
  };
  return jobFromRow(row, rows);
}

/** The jobs of rows, in their order. */
export function* readJobs(rows: readonly JobRow[]): Work<readonly Job[]> {
  const read: Job[] = [];
  for (const row of rows) read.push(yield* readJob(row));
  return read;
}

/** The job with its result. */
export function* findJob(id: JobId): Work<Job | null> {
  const row = yield* byId.first({ id });
  return row === null ? null : yield* readJob(row);
}

/** The job, locked until this transaction ends. */
export function* findJobToChange(id: JobId): Work<LockedJob | null> {
  const row = yield* byIdToChange.first({ id });
  if (row === null) return null;
  const { leaseUntilMs, leasedBy, woken } = row;
  return { job: yield* readJob(row), lease: { leaseUntilMs, leasedBy, woken } };
}

/** The job that the interaction started. */
export function* findJobByInteraction(interactionId: string): Work<Job | null> {
  const row = yield* byInteraction.first({ interactionId });
  return row === null ? null : yield* readJob(row);
}

/** Inserts a job; fails if its id or its interaction exists. */
export function* insertJob(job: Job, lease: LeaseColumns): Work<void> {
  yield* insert.run(jobToRow(job, lease));
  const { images = [], mask } = job.request;
  const keys = [...images.map(({ key }) => key), ...(mask === undefined ? [] : [mask])];
  for (const key of keys) yield* insertGiven.run({ jobId: job.id, key });
}

/** Updates the mutable fields; `before` is the stored job. */
export function* updateJob(before: Job, after: Job, lease: LeaseColumns): Work<void> {
  yield* update.run(jobToRow(after, lease));
  if (after.result === null || after.result === before.result) return;
  const rows = resultToRows(after.id, after.result);
  for (const picture of rows.pictures) yield* insertPicture.run(picture);
  for (const video of rows.videos) yield* insertVideo.run(video);
}
