/**
 * How a submission is found again when its answer was lost: tasks carry a reference of ours. Nothing here
 * asks; it reads the server's list, whose length differs, so that a task it lacks is not yet a proof.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FindOutcome, VendorSubmission } from '#ports/vendor.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { type MjproxyTask, taskSchema } from './mjproxy-task.ts';
import { type MjproxyTicket, readHandle } from './mjproxy-ticket.ts';

/** What its tasks carry of us: a digest, because everyone who uses the server can read its list. */
export const referenceOf = ({ idempotencyKey }: VendorSubmission): string =>
  `fourfold-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)}`;

/** The tasks of a list; null where the answer is none. */
export function readList(reply: HttpReply): readonly MjproxyTask[] | null {
  const read = z.array(taskSchema.nullable().catch(null)).safeParse(reply.json);
  return read.data?.filter((task) => task !== null) ?? null;
}

/** An answered window keeps its id, so there the task itself tells whether the answer arrived. */
export function readFound(
  reply: HttpReply,
  submission: VendorSubmission,
  expected: Omit<MjproxyTicket, 'taskId'> | null,
): FindOutcome {
  const listed = readList(reply);
  if (listed === null || expected === null) return { kind: 'unknown' };
  const window = expected.confirmed ? readHandle(submission.previous.at(-1)).taskId : null;
  const task =
    window === null
      ? listed.find(({ state }) => state === referenceOf(submission))
      : listed.find(({ id, status }) => id === window && status?.toUpperCase() !== 'MODAL');
  return task === undefined
    ? { kind: 'absent' }
    : { kind: 'found', ticket: { taskId: task.id, ...expected } };
}
