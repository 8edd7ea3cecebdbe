import type { GuildId, JobId, UserId } from './ids.ts';

/**
 * What somebody made of a finished job. `removed`: its person took a message of it away, so that it is not listed
 * for others; `/show` still brings it back to them.
 */
export type RemarkKind = 'favourite' | 'report' | 'removed';

/** What one person made of one finished job, and when. */
export type Remark = {
  readonly jobId: JobId;
  readonly kind: RemarkKind;
  readonly userId: UserId;
  readonly guildId: GuildId;
  readonly atMs: number;
};
