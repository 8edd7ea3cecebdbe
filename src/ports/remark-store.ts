import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Remark } from '#domain/remark.ts';

/** A reported job. */
export type ReportedJob = {
  readonly job: Job;
  /** The number of reporters. */
  readonly reports: number;
  readonly lastAtMs: number;
  /** The first reporter. */
  readonly firstUserId: UserId;
};

/** Marks on finished jobs; each operation is one transaction. */
export type RemarkStore = {
  /** Returns whether it is new; idempotent. */
  saveRemark(remark: Remark): Promise<boolean>;
  /** Returns whether there was one. */
  dropRemark(remark: Pick<Remark, 'jobId' | 'kind' | 'userId'>): Promise<boolean>;
  remarksOn(jobId: JobId): Promise<readonly Remark[]>;
  /** A person's remarks in all servers, unordered. */
  remarksBy(userId: UserId, limit: number): Promise<readonly Remark[]>;
  /** A person's favourites in a server, newest first. */
  favouriteJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  /** The number of jobs that a person has reported since, in all servers. */
  reportsBy(userId: UserId, sinceMs: number): Promise<number>;
  /** Reported jobs of all servers without a decision, latest report first. */
  reportedJobs(limit: number): Promise<readonly ReportedJob[]>;
};

/** A result to be sent by direct message too. */
export type DirectCopy = {
  readonly jobId: JobId;
  /** It may have been sent: search for it first. */
  readonly attempted: boolean;
  readonly atMs: number;
};

/** Direct-message copies to send; each is recorded together with its delivery. */
export type CopyStore = {
  copiesToSend(): Promise<readonly DirectCopy[]>;
  /** Saved before the message is sent. */
  copyAttempted(jobId: JobId): Promise<void>;
  /** Sent, or given up. */
  endCopy(jobId: JobId): Promise<void>;
};
