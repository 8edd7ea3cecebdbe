import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';

/** Whose data is forgotten. */
export type Whose =
  | { readonly kind: 'person'; readonly userId: UserId }
  | { readonly kind: 'server'; readonly guildId: GuildId };

/** What a batch of forgetting came to. */
export type Forgotten = {
  /** 0: there is nothing left to forget. */
  readonly jobs: number;
  /** Keys of files that no kept job needs any more; the archive still has them. */
  readonly files: readonly string[];
};

/** What is kept for how long; each operation is one transaction. None touches an unfinished job or a booking. */
export type RetentionStore = {
  /**
   * Ended jobs whose files are kept, the oldest first: favourites of somebody, or the others. A job that an unfinished
   * one builds on is left out.
   */
  jobsWithFiles(which: {
    readonly endedBeforeMs: number;
    readonly favoured: boolean;
    readonly limit: number;
  }): Promise<readonly JobId[]>;
  /** Marks the files of these jobs as removed; the keys that no kept job needs now. */
  removeFiles(ids: readonly JobId[], nowMs: number): Promise<readonly string[]>;
  /** Those of the keys that no kept job needs. */
  unusedFiles(keys: readonly string[]): Promise<readonly string[]>;
  /**
   * Whether links to a file may show it: `used` while a job has it that was neither cancelled nor taken away and whose
   * files are kept, `withdrawn` when only others have it, `unknown` when none has.
   */
  fileUse(key: string): Promise<'used' | 'withdrawn' | 'unknown'>;
  /** Forgets the words, and the pictures that were given, of jobs that ended before. */
  forgetWords(endedBeforeMs: number, nowMs: number, limit: number): Promise<Forgotten>;
  /** Forgets words, files and names of some ended jobs; asked again until it has forgotten none. */
  forgetJobs(whose: Whose, nowMs: number, limit: number): Promise<Forgotten>;
  /** Forgets what is kept beside jobs: settings, options, favourites, reports. */
  forgetRest(whose: Whose): Promise<void>;
  /** How many jobs that have not ended are theirs, or are made of theirs: until they end not all can be forgotten. */
  unfinishedOf(whose: Whose): Promise<number>;
  /** A person's jobs in all servers, in no order. */
  jobsOfPerson(userId: UserId, limit: number): Promise<readonly Job[]>;
};
