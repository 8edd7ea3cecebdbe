import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Remark } from '#domain/remark.ts';

/** A job that somebody reported. */
export type ReportedJob = {
  readonly job: Job;
  /** Different people, each counted once. */
  readonly reports: number;
  readonly lastAtMs: number;
  /** Who reported it first. */
  readonly firstUserId: UserId;
};

/** What people made of finished jobs; each operation is one transaction. */
export type RemarkStore = {
  /** Whether it is new: the same again changes nothing. */
  saveRemark(remark: Remark): Promise<boolean>;
  /** Whether there was one. */
  dropRemark(remark: Pick<Remark, 'jobId' | 'kind' | 'userId'>): Promise<boolean>;
  remarksOn(jobId: JobId): Promise<readonly Remark[]>;
  /** A person's remarks in all servers, in no order. */
  remarksBy(userId: UserId, limit: number): Promise<readonly Remark[]>;
  /** A person's favourites in a server, newest first. */
  favouriteJobs(guildId: GuildId, userId: UserId, limit: number): Promise<readonly Job[]>;
  /** How many jobs a person has reported since then, in all servers. */
  reportsBy(userId: UserId, sinceMs: number): Promise<number>;
  /** Reported jobs of all servers about which nothing was decided, the latest report first. */
  reportedJobs(limit: number): Promise<readonly ReportedJob[]>;
};

/** A result that its person wants by direct message too. */
export type DirectCopy = {
  readonly jobId: JobId;
  /** It may have been sent: look for it first. */
  readonly attempted: boolean;
  readonly atMs: number;
};

/** Copies that have to be sent; each is recorded with the delivery that it follows. */
export type CopyStore = {
  copiesToSend(): Promise<readonly DirectCopy[]>;
  /** Saved before the message leaves. */
  copyAttempted(jobId: JobId): Promise<void>;
  /** Sent, or not to be sent any more. */
  copyOver(jobId: JobId): Promise<void>;
};
