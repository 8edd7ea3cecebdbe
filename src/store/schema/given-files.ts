import type { JobId } from '#domain/ids.ts';
import { jobs } from './jobs.ts';
import { index, primaryKey, sqliteTable, text } from './table-language.ts';

/** Files of requests: given pictures and masks. */
export const givenFiles = sqliteTable(
  'given_files',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .notNull()
      .references(() => jobs.id),
    key: text('key').notNull(),
  },
  (file) => [
    primaryKey({ columns: [file.jobId, file.key] }),
    index('given_files_by_key').on(file.key),
  ],
);
