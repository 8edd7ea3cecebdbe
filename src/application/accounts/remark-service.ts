/**
 * Favourites, reports and removals of finished jobs. Relies on the store for counting each person once. It never shows
 * anybody another person's stealth job, and never changes the job itself.
 */

import type { AppContext } from '#application/app-context.ts';
import {
  dismissedKey,
  reportView,
  smallPicture,
  whereSeen,
} from '#application/moderation/report-view.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import { takenDownKey } from '#application/views/linked-outcome.ts';
import { recentJobs } from '#application/views/seen-jobs.ts';
import {
  type ChannelId,
  type GuildId,
  type JobId,
  type MessageId,
  parseJobId,
  type UserId,
} from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { DAY_MS } from '#domain/period.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { ReportedJob } from '#ports/remark-store.ts';
import type { ReportView } from '#ports/report-desk.ts';
import type { Actor } from './credit-service.ts';
import { type TableRows, tableOf } from './table-rows.ts';

/** A person and a job of a server. */
export type RemarkTarget = {
  readonly guildId: GuildId;
  readonly userId: UserId;
  readonly jobId: JobId;
};

/** A message that shows a job's result. */
export type SeenMessage = {
  readonly finalChannelId: ChannelId;
  readonly finalMessageId: MessageId;
};

/** The outcome of pressing ❤️. */
export type FavouriteOutcome =
  | { readonly kind: 'given'; readonly job: Job }
  /** Pressing again removes it. */
  | { readonly kind: 'taken-back'; readonly job: Job }
  | Rejected;

/** The outcome of a report. */
export type ReportOutcome =
  | { readonly kind: 'reported'; readonly job: Job }
  /** The same person had already reported it. */
  | { readonly kind: 'known'; readonly job: Job }
  /** The person has reached the limit of reports per day. */
  | { readonly kind: 'too-many'; readonly most: number }
  | Rejected;

/** A reported job, and where it can be seen. */
export type Report = ReportedJob & Pick<ReportView, 'messageUrl' | 'pageUrl'>;

/** People's remarks on finished jobs. Each remark counts once per person. */
export type RemarkService = {
  favourite(asked: RemarkTarget): Promise<FavouriteOutcome>;
  /** `seen`: the message that was reported. */
  report(asked: RemarkTarget & { readonly seen?: SeenMessage }): Promise<ReportOutcome>;
  /** The job's owner deleted a message; if it was the job's own, others no longer find the job in lists. */
  takenAway(job: Job, messageId: MessageId): Promise<void>;
  /**
   * An operator takes a job down: its page and files are answered with 410, and lists leave it out. Null for everybody
   * else, and for an unknown job.
   */
  takeDown(
    jobId: string,
    by: Actor,
  ): Promise<{ readonly job: Job; readonly isFirst: boolean } | null>;
  /** The reports of a job and the decisions about it; null if there are none, and for everybody but operators. */
  reported(jobId: JobId, operatorId: UserId): Promise<ReportView | null>;
  /** An operator dismisses the reports of a job; recorded once. */
  dismiss(jobId: JobId, by: Actor): Promise<void>;
  /** The reported jobs that wait for a decision, latest first; null for everybody but operators. */
  reports(userId: UserId): Promise<TableRows<Report> | null>;
  /** A person's latest jobs that the asker may see. */
  recent(asked: {
    readonly guildId: GuildId;
    readonly channelId: ChannelId;
    readonly askerId: UserId;
    readonly personId: UserId;
  }): Promise<readonly Job[]>;
};

const LISTED_MAX = 10;
/** More reports of one person would push others off the operators' list. */
const REPORTS_PER_DAY = 10;

/** The service over its ports. */
export function createRemarkService(
  context: Pick<
    AppContext,
    'store' | 'clock' | 'log' | 'settings' | 'links' | 'archive' | 'pictures' | 'reports'
  >,
): RemarkService {
  const { store, clock, log, settings } = context;

  async function find(asked: RemarkTarget): Promise<Job | Rejected> {
    const job = await jobSeenBy(store, asked.jobId, asked);
    if (job === null) return rejected({ kind: 'job-unknown' });
    return job.result === null ? rejected({ kind: 'job-unfinished' }) : job;
  }

  /** Operators are told once per job; a later report tries again if nobody was reached. */
  const announce = ({ id }: Job, seen: SeenMessage | undefined): void =>
    context.reports?.announce(id, async () => {
      const job = await store.findJob(id);
      if (job === null) return null;
      // The message is visible before its delivery is saved.
      const isSaved = job.finalMessageId !== null || seen === undefined;
      const view = await reportView(context, isSaved ? job : { ...job, ...seen });
      return view === null ? null : { view, picture: await smallPicture(context, job) };
    });

  const remark = ({ guildId, userId, jobId }: RemarkTarget, kind: 'favourite' | 'report') => ({
    guildId,
    userId,
    jobId,
    kind,
    atMs: clock.nowMs(),
  });

  return {
    favourite: async (asked) => {
      const job = await find(asked);
      if ('rejection' in job) return job;
      if (await store.saveRemark(remark(asked, 'favourite'))) return { kind: 'given', job };
      await store.dropRemark({ ...asked, kind: 'favourite' });
      return { kind: 'taken-back', job };
    },
    report: async (asked) => {
      const job = await find(asked);
      if ('rejection' in job) return job;
      const { guildId, userId: reporter } = asked;
      if ((await store.reportsBy(reporter, clock.nowMs() - DAY_MS)) >= REPORTS_PER_DAY) {
        return { kind: 'too-many', most: REPORTS_PER_DAY };
      }
      const isNew = await store.saveRemark(remark(asked, 'report'));
      if (isNew) log.warn({ job: job.id, guild: guildId, reporter }, 'job reported');
      if (isNew) announce(job, asked.seen);
      return { kind: isNew ? 'reported' : 'known', job };
    },
    reported: async (jobId, operatorId) => {
      const job = settings.operatorIds.includes(operatorId) ? await store.findJob(jobId) : null;
      return job === null ? null : reportView(context, job);
    },
    dismiss: async (jobId, by) => {
      const job = settings.operatorIds.includes(by.userId) ? await store.findJob(jobId) : null;
      if (job === null) return;
      const dismissed = { kind: 'report-dismissed', jobId } as const;
      const act = { key: dismissedKey(jobId), author: by.userId, atMs: clock.nowMs() };
      await store.recordDecision(job.origin.guildId, dismissed, act);
      log.info({ job: jobId, operator: by.userId }, 'report dismissed');
    },
    takenAway: async ({ id, finalMessageId, origin }, messageId) => {
      // Before the delivery is saved the message can only be the job's own.
      if (finalMessageId !== null && messageId !== finalMessageId) return;
      const { guildId, userId } = origin;
      await store.saveRemark({ jobId: id, kind: 'removed', userId, guildId, atMs: clock.nowMs() });
    },
    takeDown: async (jobId, by) => {
      const { userId: operatorId } = by;
      const id = settings.operatorIds.includes(operatorId) ? parseJobId(jobId) : null;
      const job = id === null ? null : await store.findJob(id);
      if (job === null) return null;
      const { guildId } = job.origin;
      const taken = { kind: 'taken-down', jobId: job.id } as const;
      // Recorded once, even if repeated.
      const act = { key: takenDownKey(job.id), author: operatorId, atMs: clock.nowMs() };
      const isFirst = await store.recordDecision(guildId, taken, act);
      const removed = { jobId: job.id, kind: 'removed', userId: operatorId, guildId } as const;
      await store.saveRemark({ ...removed, atMs: clock.nowMs() });
      log.info({ job: job.id, guild: guildId, operator: operatorId }, 'job taken down');
      return { job, isFirst };
    },
    reports: async (userId) => {
      if (!settings.operatorIds.includes(userId)) return null;
      const reported = tableOf(await store.reportedJobs(LISTED_MAX + 1), LISTED_MAX);
      const rows = reported.rows.map(async (report) => ({
        ...report,
        ...(await whereSeen(context, report.job)),
      }));
      return { ...reported, rows: await Promise.all(rows) };
    },
    recent: (asked) => recentJobs(context, asked, LISTED_MAX),
  };
}
