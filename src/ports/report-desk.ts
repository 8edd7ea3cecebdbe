import type { JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from './messenger.ts';

/** A report as those who run the bot judge it, and what they have decided so far. */
export type ReportView = {
  readonly job: Job;
  /** Who reported it first, and when. */
  readonly reporterId: UserId;
  readonly atMs: number;
  /** Where it can still be seen; null where it cannot. */
  readonly messageUrl: string | null;
  readonly pageUrl: string | null;
  /** It was taken away: by its person, by an operator, or with its files. */
  readonly isGone: boolean;
  readonly takenDown: ReportDecision | null;
  readonly dismissed: ReportDecision | null;
  /** The person who made it may start nothing any more. */
  readonly isBlocked: boolean;
};

/** Who decided, and when. */
export type ReportDecision = { readonly author: string; readonly atMs: number };

/** Tells those who run the bot of a report. */
export type ReportDesk = {
  /** Tells them once for each job, with a small picture of it where there is one; returns at once. */
  announce(
    jobId: JobId,
    read: () => Promise<{ readonly view: ReportView; readonly picture: Attachment | null } | null>,
  ): void;
};
