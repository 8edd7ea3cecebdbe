/**
 * Reads everything about a server and a member that a job is judged by. It must follow the lock of the server's account:
 * a statement that waits for a lock reads the data from before it waited. Four statements and not one: PostgreSQL gets them
 * in one message anyway, and SQLite takes three times as long for what joins them.
 */
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { type OpenGrant, openGrants } from './grant-table.ts';
import { readGuildSettings } from './guild-table.ts';
import { concurrently, statement, type Work } from './statement.ts';

/** The state of a server and a member. */
export type MemberState = {
  /** The job that the interaction has already started. */
  readonly knownId: JobId | null;
  readonly settings: GuildSettings;
  /** The member's jobs that wait for a vendor or are at one. */
  readonly unfinished: number;
  /** The grants to draw from, in order. */
  readonly open: readonly OpenGrant[];
};

const startedBy = statement<{ readonly interactionId: string }, { readonly id: JobId }>(
  'SELECT id FROM jobs WHERE interaction_id = @interactionId',
);
const unfinishedOf = statement<
  { readonly guildId: GuildId; readonly userId: UserId },
  { readonly jobs: number }
>(
  `SELECT count(*) AS jobs FROM jobs INDEXED BY jobs_unfinished
   WHERE state IN ('queued', 'submitting', 'running', 'delivering') AND state <> 'delivering'
   AND guild_id = @guildId AND user_id = @userId AND from_archive = 0`,
);

/** Reads the state of the interaction's server and member. */
export function* readMemberState({ guildId, userId, interactionId }: JobOrigin): Work<MemberState> {
  const [known, settings, unfinished, open] = yield* concurrently(
    startedBy.first({ interactionId }),
    readGuildSettings(guildId),
    unfinishedOf.first({ guildId, userId }),
    openGrants(guildId),
  );
  return { knownId: known?.id ?? null, settings, unfinished: unfinished?.jobs ?? 0, open };
}
