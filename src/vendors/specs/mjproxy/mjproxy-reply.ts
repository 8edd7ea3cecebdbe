/**
 * What the servers of this protocol answer, read with tolerance: they differ in which fields they
 * have, in what is a number and what a text, and in how they tell errors. Their texts are Chinese
 * and free, so kinds come from codes wherever these say enough.
 */
import * as z from 'zod';
import type { SubmitOutcome } from '#ports/vendor.ts';
import type { VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { JUDGED_IN_CHINESE } from '#vendors/midjourney-texts.ts';
import { speaksOfModeration } from '#vendors/moderation.ts';
import type { MjproxyTicket } from './mjproxy-ticket.ts';

const submitSchema = z.object({
  code: z.coerce.number(),
  description: z.string().nullish().catch(null),
  result: z.union([z.string(), z.number()]).nullish().catch(null),
  properties: z.object({ remix: z.unknown().optional() }).nullish().catch(null),
});

const errorSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish().catch(null),
  description: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  success: z.boolean().nullish().catch(null),
  error: z
    .union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
    .nullish()
    .catch(null),
});

/** Accepted, a window opened (or, of old, already done), queued. */
const ACCEPTED = [1, 21, 22];

/** Statuses that say nothing by themselves: the code in the body tells. */
const TOLD_BY_CODE = [200, 400, 404];

/** What words tell more than a code, first match first. */
const TOLD_BY_WORDS: readonly (readonly [code: string, words: RegExp])[] = [
  ['quota', /quota_not_enough|insufficient.*quota|余额不足|额度不足/i],
  ['task-missing', /task_no_found|task_not_exist/i],
  ['queue-full', /队列已满|queue.*full/i],
  ['no-account', /无可用|no available (?:account|channel)/i],
  ['unsupported', /不支持|unknown_action|未知的 ?Action/i],
];

/** Every shape of error there is; null for tasks and for accepted submissions. */
export function readError(reply: HttpReply): VendorError | null {
  const read = errorSchema.safeParse(reply.json);
  if (!read.success || Array.isArray(reply.json)) return null;
  const { code, description, message, success, error } = read.data;
  const told = description ?? error ?? message ?? '';
  const isError = reply.status >= 400 || error != null || success === false || code != null;
  if (!isError || (reply.status < 400 && ACCEPTED.includes(Number(code)))) return null;
  const detail = `${told || 'no description'}${code == null ? '' : ` (code ${code})`}`;
  // A gateway that breaks down may have handed the request on before: its status is the truth.
  if (!TOLD_BY_CODE.includes(reply.status)) return { code: String(reply.status), detail };
  const byWords = TOLD_BY_WORDS.find(([, words]) => words.test(told))?.[0];
  const isJudged = speaksOfModeration(told) || JUDGED_IN_CHINESE.test(told);
  const byCode = code == null ? null : String(code);
  return { code: byWords ?? (isJudged ? '24' : byCode) ?? 'failed', detail };
}

/** The accepted task; null where the answer is none. */
export function readSubmitted(
  reply: HttpReply,
  expected: Omit<MjproxyTicket, 'taskId'>,
): SubmitOutcome | null {
  const read = submitSchema.safeParse(reply.json);
  if (!read.success || !ACCEPTED.includes(read.data.code)) return null;
  const { code, description, properties } = read.data;
  const isWindow = /confirm/i.test(description ?? '') || properties?.remix === true;
  if (code === 21 && isWindow && expected.shape !== 'window') {
    // Nothing runs and nothing is billed until a window is answered.
    const detail =
      'The account asks back because Remix is on; turn it off or let it confirm itself';
    return { kind: 'refused', failure: { kind: 'action-unavailable', detail } };
  }
  const taskId = readTaskId(reply.text, read.data.result);
  if (taskId === null) return null;
  // A window is open as soon as it is told of; nothing reports that.
  return {
    kind: 'accepted',
    ticket: { taskId, ...expected },
    isReady: expected.shape === 'window',
  };
}

/** Some servers write the id as a number, and beyond 2^53 its last digits are in the text alone. */
function readTaskId(text: string, result: string | number | null | undefined): string | null {
  if (typeof result === 'number') return /"result"\s*:\s*(\d+)/.exec(text)?.[1] ?? null;
  return result == null || result === '' ? null : result;
}
