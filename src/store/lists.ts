/** Jobs and steps by other keys than the job's id. */
import type { Button, Pressed } from '#domain/button.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { Step } from '#ports/job-store.ts';
import type { JobRow } from './job-row.ts';
import { readJobs } from './job-table.ts';
import { firstIdAt } from './read-charges.ts';
import { jobs, steps } from './schema/jobs.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';
import { lock, statement, type Work } from './statement.ts';

type PressedRow = Button & { readonly remixed: 0 | 1 };
type StepRow = typeof steps.$inferSelect;
type ById = { readonly id: JobId };
type Member = { readonly guildId: GuildId; readonly userId: UserId };

const stepsOf = statement<ById, StepRow>(
  `SELECT ${fieldsOf(steps)} FROM steps WHERE job_id = @id ORDER BY step_index`,
);
const writeStep = statement<StepRow>(
  `INSERT INTO steps ${wholeRow(steps)} ON CONFLICT (job_id, step_index) DO UPDATE SET
     idempotency_key = excluded.idempotency_key, ticket = excluded.ticket, handle = excluded.handle`,
);
const kept = statement<
  {
    readonly parentId: JobId | null;
    readonly vendor: string;
    readonly cell: number | null;
    readonly stepIndex: number;
  },
  Pick<StepRow, 'handle'>
>(
  `WITH twins(id) AS (
     SELECT CAST(@parentId AS text) UNION SELECT twin.id FROM jobs parent JOIN jobs twin ON twin.parent_id = parent.parent_id
     WHERE parent.id = @parentId AND parent.action = 'upscale' AND twin.action = 'upscale' AND twin.cell = parent.cell
   )
   SELECT steps.handle FROM twins
     JOIN jobs child ON child.parent_id = twins.id AND child.vendor = @vendor
       AND child.cell IS NOT DISTINCT FROM @cell
     JOIN steps ON steps.job_id = child.id AND steps.step_index = @stepIndex
   WHERE steps.handle <> 'null' LIMIT 1`,
);
const reusableElsewhere = statement<
  { readonly jobId: JobId; readonly index: number },
  { readonly id: JobId }
>(
  `WITH own AS (SELECT id, parent_id, vendor, cell FROM jobs WHERE id = @jobId), twins(id) AS (
     SELECT parent_id FROM own UNION SELECT twin.id FROM own
     JOIN jobs parent ON parent.id = own.parent_id JOIN jobs twin ON twin.parent_id = parent.parent_id
     WHERE parent.action = 'upscale' AND twin.action = 'upscale' AND twin.cell = parent.cell
   )
   SELECT child.id FROM own CROSS JOIN twins JOIN jobs child ON child.parent_id = twins.id
     AND child.vendor = own.vendor AND child.cell IS NOT DISTINCT FROM own.cell AND child.id <> own.id
     JOIN steps ON steps.job_id = child.id AND steps.step_index = @index
   WHERE steps.handle <> 'null' OR (child.step_index = steps.step_index
     AND child.state IN ('queued', 'submitting', 'running')) LIMIT 1`,
);
const rootOf = statement<ById, { readonly rootId: JobId }>(
  'SELECT root_id AS "rootId" FROM jobs WHERE id = @id',
);
const pressed = statement<ById, PressedRow>(
  `SELECT action, cell, max(coalesce(remixed, 0)) AS remixed FROM jobs WHERE parent_id = @id
   GROUP BY action, cell ORDER BY action, cell`,
);
const children = statement<ById & { readonly most: number }, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE parent_id = @id ORDER BY action, cell LIMIT @most`,
);
const recent = statement<Member & { readonly most: number }, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = @guildId AND user_id = @userId
   ORDER BY jobs.id DESC LIMIT @most`,
);
const withheld = statement<Member & { readonly most: number }, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = @guildId AND user_id = @userId
   AND state = 'done' AND final_message_id IS NULL ORDER BY jobs.id DESC LIMIT @most`,
);
const unfinished = statement<Member, JobRow>(
  `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = @guildId AND user_id = @userId
   AND state IN ('queued', 'submitting', 'running', 'delivering') ORDER BY jobs.id`,
);

const cancelled = statement<
  Member & { readonly fromId: JobId; readonly max: number },
  { readonly jobs: number }
>(
  `SELECT count(*) AS jobs FROM (SELECT 1 FROM jobs WHERE guild_id = @guildId AND user_id = @userId
     AND id >= @fromId AND state = 'cancelled'
     AND EXISTS (SELECT 1 FROM steps WHERE steps.job_id = jobs.id) LIMIT @max) AS few`,
);

/** The job's calls to its vendor, oldest first. */
export function* readSteps(id: JobId): Work<readonly Step[]> {
  return (yield* stepsOf.all({ id })).map(stepFromRow);
}

/** Inserts or replaces the step, inside the caller's transaction. */
export function* saveStep(step: Step): Work<void> {
  const { ticket, handle, ...same } = step;
  yield* writeStep.run({
    ...same,
    ticket: JSON.stringify(ticket),
    handle: JSON.stringify(handle),
  });
}

/** See `Store.reusableStep`. */
export function* readReusableStep(
  { parentId, vendor, request }: Pick<Job, 'parentId' | 'vendor' | 'request'>,
  stepIndex: number,
): Work<Json> {
  const row = yield* kept.first({ parentId, vendor, cell: request.cell, stepIndex });
  return row === null ? null : readJson(row.handle);
}

/**
 * Whether another job on the same picture has the step's handle, or is about to have it. Locked per root job, so that
 * two jobs do not both find nothing.
 */
export function* hasReusableStep({ jobId, index }: Pick<Step, 'jobId' | 'index'>): Work<boolean> {
  const root = yield* rootOf.first({ id: jobId });
  if (root !== null) yield* lock(`step:${root.rootId}`);
  return (yield* reusableElsewhere.first({ jobId, index })) !== null;
}

/** The buttons pressed on the job's result. */
export function* readPressed(id: JobId): Work<readonly Pressed[]> {
  return (yield* pressed.all({ id })).map(({ action, cell, remixed }) => ({
    action,
    cell,
    ...(remixed === 1 ? { remixed: true } : {}),
  }));
}

/** The job's children, by action and cell. */
export function* readChildren(id: JobId, most: number): Work<readonly Job[]> {
  return yield* readJobs(yield* children.all({ id, most }));
}

/** The member's jobs, newest first. */
export function* readRecent(member: Member, most: number): Work<readonly Job[]> {
  return yield* readJobs(yield* recent.all({ ...member, most }));
}

/** The member's results that could not be posted, newest first. */
export function* readWithheld(member: Member, most: number): Work<readonly Job[]> {
  return yield* readJobs(yield* withheld.all({ ...member, most }));
}

/** The member's jobs that are not finished, oldest first. */
export function* readUnfinished(member: Member): Work<readonly Job[]> {
  return yield* readJobs(yield* unfinished.all(member));
}

/** The number of the member's jobs since then that were cancelled after a vendor was asked, up to `max`. */
export function* countCancelled(member: Member, sinceMs: number, max: number): Work<number> {
  return (yield* cancelled.first({ ...member, fromId: firstIdAt(sinceMs), max }))?.jobs ?? 0;
}

function stepFromRow({ ticket, handle, ...same }: StepRow): Step {
  return { ...same, ticket: readJson(ticket), handle: readJson(handle) };
}

/** Parses JSON that `saveStep` wrote. */
function readJson(text: string): Json {
  return JSON.parse(text);
}
