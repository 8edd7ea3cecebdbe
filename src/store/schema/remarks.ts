import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { RemarkKind } from '#domain/remark.ts';
import { jobs } from './jobs.ts';
import { check, index, integer, primaryKey, sql, sqliteTable, text } from './table-language.ts';

/** Remarks on finished jobs, one per person and kind. */
export const remarks = sqliteTable(
  'remarks',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .notNull()
      .references(() => jobs.id),
    kind: text('kind').$type<RemarkKind>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    guildId: text('guild_id').$type<GuildId>().notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (remark) => [
    primaryKey({ columns: [remark.jobId, remark.kind, remark.userId] }),
    index('remarks_favourites')
      .on(remark.guildId, remark.userId, remark.atMs)
      .where(sql`kind = 'favourite'`),
    index('remarks_reports').on(remark.atMs).where(sql`kind = 'report'`),
    check('remarks_make_sense', sql`kind IN ('favourite', 'report', 'removed')`),
  ],
);

/** Copies of results that are still to be sent by direct message. */
export const directCopies = sqliteTable(
  'direct_copies',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .primaryKey()
      .references(() => jobs.id),
    /** 1: may have been sent, so it is searched for first. */
    attempted: integer('attempted').notNull(),
    atMs: integer('at_ms').notNull(),
  },
  () => [check('direct_copies_make_sense', sql`attempted IN (0, 1)`)],
);
