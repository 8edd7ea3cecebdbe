/** Retention and erasure of files and prompts; writes run in the caller's transaction. */
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import type { ErasureSubject, Forgotten } from '#ports/retention-store.ts';
import { forgetSubject } from './act-table.ts';
import { unusedFiles } from './file-use.ts';
import { eraseGuildSettings } from './guild-table.ts';
import { firstIdAt } from './read-charges.ts';
import { statement, type Work } from './statement.ts';

type ById = { readonly id: JobId };
type ByKey = { readonly key: string };
type Older = { readonly endedBeforeMs: number; readonly beforeId: string; readonly limit: number };
type Forget = ById & { readonly nowMs: number };
type OfPerson = { readonly userId: UserId };
type OfServer = { readonly guildId: GuildId };

const ENDED = "state IN ('done', 'failed', 'cancelled')";
const UNFINISHED = "state IN ('queued', 'submitting', 'running', 'delivering')";
/** Ids sort by time, so newer jobs are not read. */
const OLDER = 'id < @beforeId AND updated_at_ms < @endedBeforeMs';
const IS_NEEDED = `EXISTS (SELECT 1 FROM jobs child WHERE child.parent_id = jobs.id AND child.${UNFINISHED})`;
const IS_FAVOURED = `EXISTS (SELECT 1 FROM remarks WHERE job_id = jobs.id AND kind = 'favourite')`;

const withFiles = (favoured: string) =>
  statement<Older, ById>(
    `SELECT id FROM jobs INDEXED BY jobs_with_files WHERE files_removed_at_ms IS NULL AND ${ENDED}
     AND ${OLDER} AND ${favoured} AND NOT ${IS_NEEDED} ORDER BY id LIMIT @limit`,
  );
const favouredWithFiles = withFiles(IS_FAVOURED);
const othersWithFiles = withFiles(`NOT ${IS_FAVOURED}`);
const markFilesRemoved = statement<Forget>(
  `UPDATE jobs SET files_removed_at_ms = @nowMs WHERE id = @id AND files_removed_at_ms IS NULL
   AND ${ENDED} AND NOT ${IS_NEEDED}`,
);
const filesOf = statement<ById, ByKey>(
  `SELECT key FROM pictures WHERE job_id = @id UNION SELECT key FROM videos WHERE job_id = @id
   UNION SELECT key FROM given_files WHERE job_id = @id`,
);
const givenTo = statement<ById, ByKey>('SELECT key FROM given_files WHERE job_id = @id');
const dropGiven = statement<ById>('DELETE FROM given_files WHERE job_id = @id');
const withWords = statement<Older, ById>(
  `SELECT id FROM jobs INDEXED BY jobs_with_words WHERE forgotten_at_ms IS NULL AND ${ENDED}
   AND ${OLDER} AND NOT ${IS_NEEDED} ORDER BY id LIMIT @limit`,
);
/** The vendor's handle may contain the prompt, and a job without its prompt has no follow-ups. */
const FORGETTING = `forgotten_at_ms = coalesce(forgotten_at_ms, @nowMs), prompt = '', images = NULL,
  mask_key = NULL, interaction_token = '', user_name = '',
  result_handle = CASE WHEN result_handle IS NULL THEN NULL ELSE 'null' END, result_texts = NULL,
  failure_detail = CASE WHEN failure_detail IS NULL THEN NULL ELSE '' END, failure_cause = NULL`;
const forgetWordsOf = statement<Forget>(
  `UPDATE jobs SET ${FORGETTING} WHERE id = @id AND ${ENDED}`,
);
const forgetAllOf = statement<Forget>(
  `UPDATE jobs SET ${FORGETTING}, user_id = '0', locale = '${DEFAULT_LOCALE}',
     files_removed_at_ms = coalesce(files_removed_at_ms, @nowMs)
   WHERE id = @id AND ${ENDED}`,
);
const forgetCharge = statement<ById>("UPDATE charges SET user_id = '0' WHERE job_id = @id");
const dropSteps = statement<ById>('DELETE FROM steps WHERE job_id = @id');
const dropRemarks = statement<ById>('DELETE FROM remarks WHERE job_id = @id');
const dropCopies = statement<ById>('DELETE FROM direct_copies WHERE job_id = @id');
// Erased people have the id '0', which sorts before every Discord id.
const ofServer = statement<OfServer & { readonly limit: number }, ById>(
  `SELECT id FROM jobs WHERE guild_id = @guildId AND user_id > '0' AND ${ENDED} AND NOT ${IS_NEEDED} LIMIT @limit`,
);
const ofPerson = statement<OfPerson & { readonly limit: number }, ById>(
  `SELECT jobs.id FROM accounts CROSS JOIN jobs WHERE jobs.guild_id = accounts.guild_id
   AND user_id = @userId AND ${ENDED} AND NOT ${IS_NEEDED} LIMIT @limit`,
);
const jobsOf = statement<OfPerson, ById>(
  'SELECT jobs.id FROM accounts CROSS JOIN jobs WHERE jobs.guild_id = accounts.guild_id AND user_id = @userId',
);
const countUnfinishedOfServer = statement<OfServer, { readonly jobs: number }>(
  `SELECT count(*) AS jobs FROM jobs INDEXED BY jobs_unfinished WHERE guild_id = @guildId AND ${UNFINISHED}`,
);
const countUnfinishedOfPerson = statement<OfPerson, { readonly jobs: number }>(
  `SELECT count(*) AS jobs FROM jobs INDEXED BY jobs_unfinished WHERE ${UNFINISHED} AND (user_id = @userId
     OR EXISTS (SELECT 1 FROM jobs parent WHERE parent.id = jobs.parent_id AND parent.user_id = @userId))`,
);
const REST_OF_PERSON = [
  'DELETE FROM member_settings WHERE user_id = @userId',
  'DELETE FROM custom_options WHERE user_id = @userId',
  // Jobs taken down by an operator stay down; only the operator's id is erased.
  `UPDATE remarks SET user_id = '0' WHERE user_id = @userId AND kind = 'removed' AND NOT EXISTS (
     SELECT 1 FROM remarks known WHERE known.job_id = remarks.job_id AND known.kind = 'removed'
       AND known.user_id = '0')`,
  'DELETE FROM remarks WHERE user_id = @userId',
].map((text) => statement<OfPerson>(text));
const dropRemarksOfServer = statement<OfServer>('DELETE FROM remarks WHERE guild_id = @guildId');

const dropFacts = statement<{ readonly from: string; readonly to: string }>(
  `DELETE FROM facts WHERE key >= @from AND key < @to AND NOT EXISTS (SELECT 1 FROM jobs
     WHERE jobs.id = substr(facts.key, length(CAST(@from AS text)) + 1, 16) AND ${UNFINISHED})`,
);

/** Ended jobs with kept files, oldest first. */
export function* readJobsWithFiles(which: {
  readonly endedBeforeMs: number;
  readonly favoured: boolean;
  readonly limit: number;
}): Work<readonly JobId[]> {
  const list = which.favoured ? favouredWithFiles : othersWithFiles;
  return (yield* list.all({ ...older(which.endedBeforeMs), limit: which.limit })).map(
    ({ id }) => id,
  );
}

/** Marks the jobs' files as removed; returns the keys that no job needs now. */
export function* removeFiles(ids: readonly JobId[], nowMs: number): Work<readonly string[]> {
  const keys = new Set<string>();
  for (const id of ids) {
    if ((yield* markFilesRemoved.count({ id, nowMs })) === 0) continue;
    for (const { key } of yield* filesOf.all({ id })) keys.add(key);
  }
  return yield* unusedFiles([...keys]);
}

/** Erases the prompts of some jobs that ended before the time. */
export function* forgetWords(endedBeforeMs: number, nowMs: number, limit: number): Work<Forgotten> {
  const found = yield* withWords.all({ ...older(endedBeforeMs), limit });
  const keys = new Set<string>();
  for (const { id } of found) {
    for (const { key } of yield* givenTo.all({ id })) keys.add(key);
    yield* dropGiven.run({ id });
    yield* dropSteps.run({ id });
    yield* forgetWordsOf.run({ id, nowMs });
  }
  return { jobs: found.length, files: yield* unusedFiles([...keys]) };
}

/** Erases prompts, files and names of some jobs. */
export function* forgetJobs(
  subject: ErasureSubject,
  nowMs: number,
  limit: number,
): Work<Forgotten> {
  const found =
    subject.kind === 'server'
      ? yield* ofServer.all({ guildId: subject.guildId, limit })
      : yield* ofPerson.all({ userId: subject.userId, limit });
  const keys = new Set<string>();
  const ids = found.map(({ id }) => id).toSorted();
  // Every job before any charge: the order of locks in `statement.ts`.
  for (const id of ids) yield* forgetAllOf.run({ id, nowMs });
  for (const id of ids) {
    for (const { key } of yield* filesOf.all({ id })) keys.add(key);
    yield* dropGiven.run({ id });
    yield* dropSteps.run({ id });
    yield* dropRemarks.run({ id });
    yield* dropCopies.run({ id });
    yield* forgetCharge.run({ id });
  }
  return { jobs: found.length, files: yield* unusedFiles([...keys]) };
}

/** Erases everything except jobs. */
export function* forgetRest(subject: ErasureSubject): Work<void> {
  if (subject.kind === 'server') {
    yield* eraseGuildSettings(subject.guildId);
    yield* dropRemarksOfServer.run({ guildId: subject.guildId });
    return;
  }
  for (const forget of REST_OF_PERSON) yield* forget.run({ userId: subject.userId });
  yield* forgetSubject(subject.userId);
}

/** Removes the facts of jobs that have ended, where the job's id follows the prefix; returns their number. */
export function* dropFactsOfEnded(prefix: string): Work<number> {
  // The character after a slash is a zero.
  return yield* dropFacts.count({ from: `${prefix}/`, to: `${prefix}0` });
}

/** The number of unfinished jobs of the person or server, including those made from a person's jobs. */
export function* countUnfinished(subject: ErasureSubject): Work<number> {
  const counted =
    subject.kind === 'server'
      ? yield* countUnfinishedOfServer.first({ guildId: subject.guildId })
      : yield* countUnfinishedOfPerson.first({ userId: subject.userId });
  return counted?.jobs ?? 0;
}

/** A person's jobs in all servers, newest first. */
export function* readJobsOfPerson(userId: UserId, limit: number): Work<readonly JobId[]> {
  const found = (yield* jobsOf.all({ userId })).map(({ id }) => id);
  return found.toSorted().toReversed().slice(0, limit);
}

/** Later jobs never have smaller ids. */
const older = (endedBeforeMs: number) => ({
  endedBeforeMs,
  beforeId: firstIdAt(endedBeforeMs),
});
