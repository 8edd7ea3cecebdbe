import type { GuildId, JobId, UserId } from '#domain/ids.ts';

/** The subject of an erasure. */
export type ErasureSubject =
  | { readonly kind: 'person'; readonly userId: UserId }
  | { readonly kind: 'server'; readonly guildId: GuildId };

/** The outcome of an erasure batch. */
export type Forgotten = {
  /** 0: nothing is left to erase. */
  readonly jobs: number;
  /** Keys of files that no job needs any more; the archive still has them. */
  readonly files: readonly string[];
};

/** Retention and erasure; each operation is one transaction. None touches an unfinished job or a booking. */
export type RetentionStore = {
  /** Ended jobs with files, oldest first: either favourites or all others. Parents of unfinished jobs are excluded. */
  jobsWithFiles(which: {
    readonly endedBeforeMs: number;
    readonly favoured: boolean;
    readonly limit: number;
  }): Promise<readonly JobId[]>;
  /** Marks the files of these jobs as removed; returns the keys that no job needs any more. */
  removeFiles(ids: readonly JobId[], nowMs: number): Promise<readonly string[]>;
  /** The keys that no job needs. */
  unusedFiles(keys: readonly string[]): Promise<readonly string[]>;
  /**
   * Whether links may show a file: `used` by a job that was neither cancelled nor removed and has its files,
   * `withdrawn` if only other jobs have it, `unknown` if none has.
   */
  fileUse(key: string): Promise<'used' | 'withdrawn' | 'unknown'>;
  /** Erases the prompts and uploaded pictures of jobs that ended before a time. */
  forgetWords(endedBeforeMs: number, nowMs: number, limit: number): Promise<Forgotten>;
  /** Erases prompts, files and names of some ended jobs; repeated until none are left. */
  forgetJobs(subject: ErasureSubject, nowMs: number, limit: number): Promise<Forgotten>;
  /** Erases all other data: settings, options, favourites, reports. */
  forgetRest(subject: ErasureSubject): Promise<void>;
  /** Removes the facts `<prefix>/<job id>...` of jobs that have ended; returns their number. */
  dropFactsOfEnded(prefix: string): Promise<number>;
  /** The number of the subject's unfinished jobs and follow-ups: until they end the erasure is incomplete. */
  unfinishedOf(subject: ErasureSubject): Promise<number>;
  /** A person's jobs in all servers, newest first. */
  jobsOfPerson(userId: UserId, limit: number): Promise<readonly JobId[]>;
};
