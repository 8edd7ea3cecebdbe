/**
 * Reads everything about a server and a member that a job is judged by, in one statement. It must follow the lock of the
 * server's account as a statement of its own: one that waits for a lock reads the data from before it waited.
 */
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { inOrderOfUse, type OpenGrant } from './grant-table.ts';
import { settingsFrom } from './guild-table.ts';
import { statement, type Work } from './statement.ts';

type Row = {
  readonly knownId: JobId | null;
  readonly settings: string | null;
  readonly unfinished: number;
} & (OpenGrant | { readonly number: null });

/** The state of a server and a member at one moment. */
export type Standing = {
  /** The job that the interaction has already started. */
  readonly knownId: JobId | null;
  readonly settings: GuildSettings;
  /** The member's jobs that wait for a vendor or are at one. */
  readonly unfinished: number;
  /** The grants to draw from, in order. */
  readonly open: readonly OpenGrant[];
};

// One row per open grant, or a single row without one.
const standing = statement<
  { readonly guildId: GuildId; readonly userId: UserId; readonly interactionId: string },
  Row
>(
  `SELECT (SELECT id FROM jobs WHERE interaction_id = @interactionId) AS "knownId",
     (SELECT settings FROM guild_settings WHERE guild_id = @guildId) AS settings,
     (SELECT count(*) FROM jobs INDEXED BY jobs_unfinished
      WHERE state IN ('queued', 'submitting', 'running', 'delivering') AND state <> 'delivering'
      AND guild_id = @guildId AND user_id = @userId AND from_archive = 0) AS unfinished,
     number, kind, available, expires_at_ms AS "expiresAtMs"
   FROM (SELECT 1) AS once
   LEFT JOIN grants ON guild_id = @guildId AND (available > 0 OR reserved > 0)`,
);

/** Reads the standing of the interaction's server and member. */
export function* readStanding({ guildId, userId, interactionId }: JobOrigin): Work<Standing> {
  const rows = yield* standing.all({ guildId, userId, interactionId });
  const { knownId = null, settings = null, unfinished = 0 } = rows[0] ?? {};
  const open = rows.filter((row) => row.number !== null).toSorted(inOrderOfUse);
  return { knownId, settings: settingsFrom(settings), unfinished, open };
}
