/**
 * APIMart's answers around the task: two forms of error, of which either can come with any status,
 * an HTTP 200 included; the accepted submission; the balance.
 */
import * as z from 'zod';
import type { SubmitOutcome, VendorBalance } from '#ports/vendor.ts';
import type { VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { JUDGED_IN_CHINESE } from '#vendors/midjourney-texts.ts';
import { speaksOfModeration } from '#vendors/moderation.ts';
import type { ApimartTicket } from './apimart-ticket.ts';

const code = z.union([z.number(), z.string()]).nullish().catch(null);
const text = z.string().nullish().catch(null);

const errorSchema = z.object({
  error: z.object({ code, message: text, type: text }).nullish().catch(null),
  code,
  description: text,
  message: text,
  success: z.boolean().nullish().catch(null),
});

const submitted = z.object({ task_id: z.string().min(1) });
const submitSchema = z.object({ data: z.union([z.array(submitted).min(1), submitted]) });

const balanceSchema = z.object({
  success: z.boolean().nullish(),
  remain_balance: z.number(),
  unlimited_quota: z.boolean().nullish().catch(null),
});

/** Done, done, and a window opened. */
const FINE: readonly string[] = ['1', '200', '21'];
/** Codes of the second form that say more than their status. */
const TELLING: readonly string[] = ['3', '4', '9', '24'];

/** Either form of error; null for tasks and for accepted submissions. */
export function readError(reply: HttpReply): VendorError | null {
  const read = errorSchema.safeParse(reply.json);
  if (!read.success || Array.isArray(reply.json)) return null;
  const { error, description, message, success } = read.data;
  const given = error?.code ?? read.data.code;
  const isFine = given == null || FINE.includes(String(given));
  if (reply.status < 400 && error == null && success !== false && isFine) return null;
  const told = error?.message ?? description ?? message ?? 'no description';
  const detail = given == null ? told : `${told} (code ${given})`;
  // Its own "judged" comes before anything is billed, whatever the status around it.
  const isJudged = reply.status < 500 && (speaksOfModeration(told) || JUDGED_IN_CHINESE.test(told));
  if (isJudged) return { code: '24', detail };
  if (error == null && TELLING.includes(String(given))) return { code: String(given), detail };
  if (reply.status >= 400) return { code: String(reply.status), detail };
  return { code: /^[45]\d\d$/.test(String(given)) ? String(given) : 'failed', detail };
}

/** The accepted task; null where the answer is none. */
export function readSubmitted(
  reply: HttpReply,
  expected: Omit<ApimartTicket, 'taskId'>,
): SubmitOutcome | null {
  const read = submitSchema.safeParse(reply.json);
  const [first] = [read.data?.data ?? []].flat();
  return first === undefined
    ? null
    : {
        kind: 'accepted',
        ticket: { taskId: first.task_id, ...expected },
        // A window is open at once, and a crop takes milliseconds.
        isReady: expected.shape === 'window' || expected.shape === 'solo',
      };
}

/** What is left on the key; nothing to tell where it has no limit. */
export function readBalance(reply: HttpReply): VendorBalance {
  const read = balanceSchema.safeParse(reply.json);
  if (!read.success || read.data.success === false || read.data.unlimited_quota === true)
    return null;
  return { amount: read.data.remain_balance, unit: 'USD' };
}
