import type { JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from './messenger.ts';

/** A report for operators, with the decisions so far. */
export type ReportView = {
  readonly job: Job;
  /** The first reporter. */
  readonly reporterId: UserId;
  readonly atMs: number;
  /** The link of a message that still shows it; null if there is none. */
  readonly messageUrl: string | null;
  readonly pageUrl: string | null;
  /** Removed by its owner, by an operator, or with its files. */
  readonly isGone: boolean;
  readonly takenDown: ReportDecision | null;
  readonly dismissed: ReportDecision | null;
  /** The job's owner is blocked. */
  readonly isBlocked: boolean;
};

/** A decision's author and time. */
export type ReportDecision = { readonly author: string; readonly atMs: number };

/** Notifies operators of reports. */
export type ReportDesk = {
  /** Notifies once per job, with a small picture if there is one; returns immediately. */
  announce(
    jobId: JobId,
    read: () => Promise<{ readonly view: ReportView; readonly picture: Attachment | null } | null>,
  ): void;
};
