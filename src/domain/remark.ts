import type { GuildId, JobId, UserId } from './ids.ts';

/**
 * A mark on a finished job. `removed`: its owner removed a message of it, so that it is not listed for others; `/show`
 * still shows it to the owner.
 */
export type RemarkKind = 'favourite' | 'report' | 'removed';

/** One person's mark on a finished job. */
export type Remark = {
  readonly jobId: JobId;
  readonly kind: RemarkKind;
  readonly userId: UserId;
  readonly guildId: GuildId;
  readonly atMs: number;
};
