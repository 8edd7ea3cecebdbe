import type { Database } from 'better-sqlite3';
import type { Button, Pressed } from '#domain/button.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { Step } from '#ports/store.ts';
import type { JobRow } from './job-row.ts';
import type { JobTable } from './job-table.ts';
import { jobs, steps } from './schema-jobs.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';

type PressedRow = Button & { readonly remixed: 0 | 1 };

type StepRow = typeof steps.$inferSelect;

/** What is looked up by something else than a job's own id. */
export type Lists = {
  stepsOf(id: JobId): readonly Step[];
  /** Inserts or replaces the step, inside the caller's transaction. */
  saveStep(step: Step): void;
  keptHandle(job: Pick<Job, 'parentId' | 'vendor' | 'request'>, stepIndex: number): Json;
  /** Whether another job on the same picture has the step's handle, or is on its way to it. */
  isMadeElsewhere(step: Pick<Step, 'jobId' | 'index'>): boolean;
  pressedOn(id: JobId): readonly Pressed[];
  children(parentId: JobId, limit: number): readonly Job[];
  recent(guildId: GuildId, userId: UserId, limit: number): readonly Job[];
  withheld(guildId: GuildId, userId: UserId, limit: number): readonly Job[];
  unfinished(guildId: GuildId, userId: UserId): readonly Job[];
};

/** The look-ups over one connection. */
export function createLists(database: Database, jobTable: JobTable): Lists {
  const stepsOf = database.prepare<[JobId], StepRow>(
    `SELECT ${fieldsOf(steps)} FROM steps WHERE job_id = ? ORDER BY step_index`,
  );
  const saveStep = database.prepare<[StepRow]>(
    `INSERT INTO steps ${wholeRow(steps)} ON CONFLICT (job_id, step_index) DO UPDATE SET
       idempotency_key = excluded.idempotency_key, ticket = excluded.ticket, handle = excluded.handle`,
  );
  const keptHandle = database.prepare<
    [JobId | null, JobId | null, string, number | null, number],
    Pick<StepRow, 'handle'>
  >(
    `WITH twins(id) AS (
       SELECT ? UNION SELECT twin.id FROM jobs parent JOIN jobs twin ON twin.parent_id = parent.parent_id
       WHERE parent.id = ? AND parent.action = 'upscale' AND twin.action = 'upscale' AND twin.cell = parent.cell
     )
     SELECT steps.handle FROM twins
       JOIN jobs child ON child.parent_id = twins.id AND child.vendor = ? AND child.cell IS ?
       JOIN steps ON steps.job_id = child.id AND steps.step_index = ?
     WHERE steps.handle <> 'null' LIMIT 1`,
  );
  const madeElsewhere = database.prepare<[JobId, number], { readonly 1: 1 }>(
    `WITH own AS (SELECT id, parent_id, vendor, cell FROM jobs WHERE id = ?), twins(id) AS (
       SELECT parent_id FROM own UNION SELECT twin.id FROM own
       JOIN jobs parent ON parent.id = own.parent_id JOIN jobs twin ON twin.parent_id = parent.parent_id
       WHERE parent.action = 'upscale' AND twin.action = 'upscale' AND twin.cell = parent.cell
     )
     SELECT 1 FROM own JOIN twins JOIN jobs child ON child.parent_id = twins.id
       AND child.vendor = own.vendor AND child.cell IS own.cell AND child.id <> own.id
       JOIN steps ON steps.job_id = child.id AND steps.step_index = ?
     WHERE steps.handle <> 'null' OR (child.step_index = steps.step_index
       AND child.state IN ('queued', 'submitting', 'running')) LIMIT 1`,
  );
  const pressedOn = database.prepare<[JobId], PressedRow>(
    `SELECT action, cell, max(coalesce(remixed, 0)) AS remixed FROM jobs WHERE parent_id = ?
     GROUP BY action, cell`,
  );
  const children = database.prepare<[JobId, number], JobRow>(
    `SELECT ${fieldsOf(jobs)} FROM jobs WHERE parent_id = ? ORDER BY action, cell LIMIT ?`,
  );
  const recent = database.prepare<[GuildId, UserId, number], JobRow>(
    `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = ? AND user_id = ?
     ORDER BY id DESC LIMIT ?`,
  );
  const withheld = database.prepare<[GuildId, UserId, number], JobRow>(
    `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = ? AND user_id = ?
     AND state = 'done' AND final_message_id IS NULL ORDER BY id DESC LIMIT ?`,
  );
  const unfinished = database.prepare<[GuildId, UserId], JobRow>(
    `SELECT ${fieldsOf(jobs)} FROM jobs WHERE guild_id = ? AND user_id = ?
     AND state IN ('queued', 'submitting', 'running', 'delivering') ORDER BY id`,
  );
  return {
    stepsOf: (id) => stepsOf.all(id).map(stepFromRow),
    saveStep: (step) => {
      const { ticket, handle, ...same } = step;
      saveStep.run({ ...same, ticket: JSON.stringify(ticket), handle: JSON.stringify(handle) });
    },
    keptHandle: ({ parentId, vendor, request }, stepIndex) => {
      const row = keptHandle.get(parentId, parentId, vendor, request.cell, stepIndex);
      return row === undefined ? null : readJson(row.handle);
    },
    isMadeElsewhere: ({ jobId, index }) => madeElsewhere.get(jobId, index) !== undefined,
    pressedOn: (id) =>
      pressedOn.all(id).map(({ action, cell, remixed }) => ({
        action,
        cell,
        ...(remixed === 1 ? { remixed: true } : {}),
      })),
    children: (parentId, limit) => children.all(parentId, limit).map(jobTable.read),
    recent: (guildId, userId, limit) => recent.all(guildId, userId, limit).map(jobTable.read),
    withheld: (guildId, userId, limit) => withheld.all(guildId, userId, limit).map(jobTable.read),
    unfinished: (guildId, userId) => unfinished.all(guildId, userId).map(jobTable.read),
  };
}

function stepFromRow({ ticket, handle, ...same }: StepRow): Step {
  return { ...same, ticket: readJson(ticket), handle: readJson(handle) };
}

/** JSON that this table itself holds, written by `saveStep`. */
function readJson(text: string): Json {
  return JSON.parse(text);
}
