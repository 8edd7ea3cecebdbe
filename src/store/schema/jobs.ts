/**
 * The job tables, for drizzle-kit and for row types. The migrations add what drizzle cannot express: STRICT, and the
 * triggers that tie a job's state to the ledger. Queries are plain SQL; only this file names the columns.
 */
import type { ActionName } from '#domain/action.ts';
import type { FailureKind } from '#domain/failure.ts';
import type { Cell } from '#domain/geometry.ts';
import type { ChannelId, GuildId, JobId, MessageId, UserId } from '#domain/ids.ts';
import type { JobState } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';
import type { Speed } from '#domain/speed.ts';
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  primaryKey,
  sql,
  sqliteTable,
  text,
  uniqueIndex,
} from './table-language.ts';

/** Suggestions are stored under their old name, texts. */
export type StoredResultKind = Exclude<JobResult['kind'], 'suggestions'> | 'texts';

/** Every job ever accepted. `revision` rises with every claim and every save. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text('id').$type<JobId>().primaryKey(),
    revision: integer('revision').notNull(),
    parentId: text('parent_id')
      .$type<JobId>()
      .references((): AnySQLiteColumn => jobs.id),
    rootId: text('root_id').$type<JobId>().notNull(),
    interactionId: text('interaction_id').notNull(),
    interactionToken: text('interaction_token').notNull(),
    interactionAtMs: integer('interaction_at_ms').notNull(),
    applicationId: text('application_id').notNull(),
    guildId: text('guild_id').$type<GuildId>().notNull(),
    channelId: text('channel_id').$type<ChannelId>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    userName: text('user_name').notNull(),
    locale: text('locale').notNull(),
    /** Null in jobs from before this column. */
    serverLocale: text('server_locale'),
    /** 1: requested in an age-restricted channel, or one of unknown age; null: open. */
    ageRestricted: integer('age_restricted'),
    sourceMessageId: text('source_message_id').$type<MessageId>(),
    attachmentBytesMax: integer('attachment_bytes_max').notNull(),
    action: text('action').$type<ActionName>().notNull(),
    cell: integer('cell').$type<Cell>(),
    prompt: text('prompt').notNull(),
    speed: text('speed').$type<Speed>().notNull(),
    /** 'stealth', or null for public. */
    visibility: text('visibility').$type<'stealth'>(),
    /** Whether the vendor translates the prompt; null: automatic. */
    translation: text('translation').$type<'on' | 'off'>(),
    /** 1: the prompt was rewritten in a modal. */
    remixed: integer('remixed'),
    /** 1: its pictures are spoilers. */
    spoiler: integer('spoiler'),
    /** The given pictures as JSON. */
    images: text('images'),
    maskKey: text('mask_key'),
    vendor: text('vendor').notNull(),
    priceCredits: integer('price_credits').notNull(),
    /** 1: served from the archive, without a vendor's slot. */
    fromArchive: integer('from_archive').notNull(),
    state: text('state').$type<JobState>().notNull(),
    stepIndex: integer('step_index').notNull(),
    attempts: integer('attempts').notNull(),
    progressPercent: integer('progress_percent'),
    dueAtMs: integer('due_at_ms'),
    /** The end of the lease; null if there is none. */
    leaseUntilMs: integer('lease_until_ms'),
    /** The process that holds the lease; null: none, or the only process. */
    leasedBy: text('leased_by'),
    /** 1: woken while leased, so due as soon as it is released. */
    woken: integer('woken').notNull(),
    /** When the vendor accepted the current step; null before that, and in jobs from before this column. */
    acceptedAtMs: integer('accepted_at_ms'),
    deadlineAtMs: integer('deadline_at_ms'),
    progressMessageId: text('progress_message_id').$type<MessageId>(),
    postAttempted: integer('post_attempted').notNull(),
    finalChannelId: text('final_channel_id').$type<ChannelId>(),
    finalMessageId: text('final_message_id').$type<MessageId>(),
    resultKind: text('result_kind').$type<StoredResultKind>(),
    /** JSON that only the vendor's specification reads. */
    resultHandle: text('result_handle'),
    resultSeed: integer('result_seed'),
    /** Suggestions as JSON. */
    resultTexts: text('result_texts'),
    failureKind: text('failure_kind').$type<FailureKind>(),
    failureDetail: text('failure_detail'),
    failureRetryAfterMs: integer('failure_retry_after_ms'),
    /** The failure's cause as JSON, to be translated. */
    failureCause: text('failure_cause'),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
    /** When its files were removed; null: they are kept. */
    filesRemovedAtMs: integer('files_removed_at_ms'),
    /** When its prompt (and its owner, on request) was erased; null: they are kept. */
    forgottenAtMs: integer('forgotten_at_ms'),
    /** When a worker may claim the job: due and not leased. */
    claimableAtMs: integer('claimable_at_ms').generatedAlwaysAs(
      sql`max(due_at_ms, coalesce(lease_until_ms, due_at_ms))`,
      { mode: 'virtual' },
    ),
    /** 1: queued for a vendor and not leased. */
    waitsForSlot: integer('waits_for_slot').generatedAlwaysAs(
      sql`state = 'queued' AND from_archive = 0 AND lease_until_ms IS NULL`,
      { mode: 'virtual' },
    ),
    /** 1: at the vendor, or claimed to be sent there, even if the lease has expired. */
    holdsSlot: integer('holds_slot').generatedAlwaysAs(
      sql`from_archive = 0 AND (state IN ('submitting', 'running') OR (state = 'queued' AND lease_until_ms IS NOT NULL))`,
      { mode: 'virtual' },
    ),
  },
  (job) => [
    uniqueIndex('jobs_by_interaction').on(job.interactionId),
    index('jobs_by_member').on(job.guildId, job.userId, job.id),
    index('jobs_by_parent')
      .on(job.parentId, job.action, job.cell)
      .where(sql`parent_id IS NOT NULL`),
    // The rest are partial over jobs that still need work, and stay small.
    index('jobs_ready')
      .on(job.claimableAtMs)
      .where(sql`due_at_ms IS NOT NULL AND waits_for_slot = 0`),
    index('jobs_waiting')
      .on(job.vendor, job.speed, job.guildId, job.userId, job.id, job.dueAtMs)
      .where(sql`waits_for_slot = 1`),
    index('jobs_waiting_by_age')
      .on(job.vendor, job.speed, job.id, job.guildId)
      .where(sql`waits_for_slot = 1`),
    index('jobs_waiting_by_due').on(job.dueAtMs).where(sql`waits_for_slot = 1`),
    index('jobs_in_hand').on(job.guildId, job.userId, job.vendor).where(sql`holds_slot = 1`),
    index('jobs_unfinished')
      .on(job.guildId, job.userId)
      .where(sql`state IN ('queued', 'submitting', 'running', 'delivering')`),
    // For retention; ids sort by time.
    index('jobs_with_files')
      .on(job.id)
      .where(sql`files_removed_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled')`),
    index('jobs_with_words')
      .on(job.id)
      .where(sql`forgotten_at_ms IS NULL AND state IN ('done', 'failed', 'cancelled')`),
    index('jobs_withheld')
      .on(job.guildId, job.userId, job.id)
      .where(sql`state = 'done' AND final_message_id IS NULL`),
    check(
      'jobs_state_is_known',
      sql`state IN ('queued', 'submitting', 'running', 'delivering', 'done', 'failed', 'cancelled')`,
    ),
    check(
      'jobs_unfinished_are_due',
      sql`state IN ('done', 'failed', 'cancelled') OR due_at_ms IS NOT NULL`,
    ),
    check('jobs_done_are_not_due', sql`state <> 'done' OR due_at_ms IS NULL`),
    check('jobs_leased_are_due', sql`lease_until_ms IS NULL OR due_at_ms IS NOT NULL`),
    check('jobs_running_have_deadlines', sql`state <> 'running' OR deadline_at_ms IS NOT NULL`),
    check(
      'jobs_results_fit_the_state',
      sql`CASE WHEN state IN ('delivering', 'done') THEN result_kind IS NOT NULL
          WHEN state IN ('queued', 'submitting', 'running') THEN result_kind IS NULL ELSE 1 END`,
    ),
    check('jobs_results_are_whole', sql`(result_kind IS NULL) = (result_handle IS NULL)`),
    check(
      'jobs_failures_fit_the_state',
      sql`(failure_kind IS NOT NULL) = (state = 'failed') AND (failure_kind IS NULL) = (failure_detail IS NULL)`,
    ),
    check(
      'jobs_final_messages_are_whole',
      sql`(final_message_id IS NULL) = (final_channel_id IS NULL) AND (final_message_id IS NULL OR state = 'done')`,
    ),
    check(
      'jobs_numbers_make_sense',
      sql`revision >= 0 AND price_credits >= 0 AND step_index >= 0 AND attempts >= 0
          AND coalesce(cell, 1) BETWEEN 1 AND 4 AND coalesce(progress_percent, 0) BETWEEN 0 AND 100
          AND from_archive IN (0, 1) AND woken IN (0, 1) AND post_attempted IN (0, 1)`,
    ),
  ],
);

/** One billable call of a job to its vendor; `ticket` and `handle` are JSON. */
export const steps = sqliteTable(
  'steps',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .notNull()
      .references(() => jobs.id),
    index: integer('step_index').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    ticket: text('ticket').notNull(),
    handle: text('handle').notNull(),
  },
  (step) => [primaryKey({ columns: [step.jobId, step.index] })],
);

/** The pictures of a result, by cell; cell 0 is the composite. */
export const pictures = sqliteTable(
  'pictures',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .notNull()
      .references(() => jobs.id),
    cell: integer('cell').$type<0 | Cell>().notNull(),
    key: text('key').notNull(),
    mediaType: text('media_type').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    bytes: integer('bytes').notNull(),
  },
  (picture) => [
    primaryKey({ columns: [picture.jobId, picture.cell] }),
    index('pictures_by_key').on(picture.key),
    check(
      'pictures_make_sense',
      sql`cell BETWEEN 0 AND 4 AND width > 0 AND height > 0 AND bytes > 0`,
    ),
  ],
);

/** The videos of a result, by cell. */
export const videos = sqliteTable(
  'videos',
  {
    jobId: text('job_id')
      .$type<JobId>()
      .notNull()
      .references(() => jobs.id),
    cell: integer('cell').$type<Cell>().notNull(),
    key: text('key').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: integer('bytes').notNull(),
  },
  (video) => [
    primaryKey({ columns: [video.jobId, video.cell] }),
    index('videos_by_key').on(video.key),
    check('videos_make_sense', sql`cell BETWEEN 1 AND 4 AND bytes > 0`),
  ],
);
