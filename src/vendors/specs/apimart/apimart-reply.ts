/**
 * APIMart's replies besides the task: two forms of error, either with any status including HTTP 200; the accepted
 * submission; the balance.
 */
import * as z from 'zod';
import type { CheckOutcome, SubmitOutcome, VendorBalance } from '#ports/vendor.ts';
import { NO_DETAIL, type VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import {
  numberedSuggestions,
  proxyReportsModeration,
  readPercent,
  taskOutput,
} from '#vendors/midjourney-replies.ts';
import { isLink, type PlacedLink, placedLinks, sourceOf } from '#vendors/placed-links.ts';
import type { ApimartTicket } from './apimart-buttons.ts';

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

/** Success, success, and a modal opened. */
const SUCCESS_CODES: readonly string[] = ['1', '200', '21'];
/** Codes of the second form that are more specific than their status. */
const SPECIFIC_CODES: readonly string[] = ['3', '4', '9', '24'];

/** Either form of error; null for tasks and for accepted submissions. */
export function readError(reply: HttpReply): VendorError | null {
  const read = errorSchema.safeParse(reply.json);
  if (!read.success || Array.isArray(reply.json)) return null;
  const { error, description, message, success } = read.data;
  const given = error?.code ?? read.data.code;
  const isFine = given == null || SUCCESS_CODES.includes(String(given));
  if (reply.status < 400 && error == null && success !== false && isFine) return null;
  const text = error?.message ?? description ?? message ?? NO_DETAIL;
  const detail = given == null ? text : `${text} (code ${given})`;
  // Its own moderation happens before anything is billed, at any status.
  const isModerated = reply.status < 500 && proxyReportsModeration(text);
  if (isModerated) return { code: '24', detail };
  if (error == null && SPECIFIC_CODES.includes(String(given)))
    return { code: String(given), detail };
  if (reply.status >= 400) return { code: String(reply.status), detail };
  return { code: /^[45]\d\d$/.test(String(given)) ? String(given) : 'failed', detail };
}

/** The accepted task; null if the reply has none. */
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
        // A modal opens immediately, and a crop takes milliseconds.
        isReady: expected.shape === 'window' || expected.shape === 'solo',
      };
}

/** The key's remaining balance; null if it has no limit. */
export function readBalance(reply: HttpReply): VendorBalance {
  const read = balanceSchema.safeParse(reply.json);
  if (!read.success || read.data.success === false || read.data.unlimited_quota === true)
    return null;
  return { amount: read.data.remain_balance, unit: 'USD' };
}

// An APIMart task: the Midjourney view, a bare object, or the general view of all its tasks, which has no buttons.
// Documentation and observed replies differ in field names.

const list = z.array(z.unknown()).nullish().catch(null);

const mediaSchema = z
  .array(z.object({ url: z.union([z.string(), z.array(z.string())]) }))
  .nullish()
  .catch(null)
  .transform((items) => (items ?? []).flatMap(({ url }) => url));

const taskSchema = z.object({
  status: z.string(),
  progress: z.unknown().optional(),
  grid_image_url: text,
  image_urls: list,
  video_url: text,
  video_urls: list,
  buttons: z.unknown().optional(),
  prompt: text,
  prompt_en: text,
  description: text,
  fail_reason: text,
  error: z.object({ message: text }).nullish().catch(null),
  result: z.object({ images: mediaSchema, videos: mediaSchema }).nullish().catch(null),
});

const wrapped = z.object({ data: taskSchema }).transform(({ data }) => data);
const anyViewSchema = z.union([taskSchema, wrapped]);

type ApimartTask = z.infer<typeof taskSchema>;

/** `.../0.png` is the first picture. */
const PLACE = /\/([0-3])\.\w+(?:\?|$)/;

/** The task's state; null if the reply is not a task. */
export function readTask(json: unknown, ticket: ApimartTicket): CheckOutcome | null {
  const read = anyViewSchema.safeParse(json);
  if (!read.success) return null;
  const task = read.data;
  switch (task.status.toUpperCase()) {
    case 'SUCCESS':
    case 'COMPLETED':
      return readResult(task, ticket);
    case 'FAILURE':
    case 'FAILED':
    case 'CANCEL':
    case 'CANCELLED':
      return failed(task.fail_reason || task.error?.message || 'The task was cancelled');
    case 'MODAL':
      if (ticket.shape === 'window')
        return { kind: 'finished', output: taskOutput(task, ticket, []) };
      return ticket.confirmed ? running(task) : failed('The task waits for what nobody planned');
    default:
      return running(task);
  }
}

function readResult(task: ApimartTask, ticket: ApimartTicket): CheckOutcome {
  switch (ticket.shape) {
    case 'window':
      return failed('The task ran without waiting for its mask');
    case 'texts': {
      const suggestions = numberedSuggestions(
        task.prompt || task.description || task.prompt_en || '',
      );
      if (suggestions.length === 0) return running(task);
      return { kind: 'finished', output: { ...taskOutput(task, ticket, []), suggestions } };
    }
    case 'videos': {
      const urls = [...(task.video_urls ?? []), task.video_url, ...(task.result?.videos ?? [])];
      const videos = [...new Set(urls.filter(isLink))].map(sourceOf);
      if (videos.length === 0) return running(task);
      return { kind: 'finished', output: { ...taskOutput(task, ticket, []), videos } };
    }
    default:
      return readPictures(task, ticket);
  }
}

function readPictures(task: ApimartTask, ticket: ApimartTicket): CheckOutcome {
  const own = (task.image_urls ?? []).filter(isLink);
  const links = own.length > 0 ? own : (task.result?.images ?? []).filter(isLink);
  const composite =
    ticket.shape === 'grid' && isLink(task.grid_image_url) ? task.grid_image_url : null;
  if (links.length === 0 && composite === null) return running(task);
  const [single] = links;
  const pictures: readonly PlacedLink[] =
    ticket.shape !== 'grid' && single !== undefined
      ? [{ cell: 1, url: single }]
      : placedLinks(links, PLACE);
  const output = taskOutput(task, ticket, pictures);
  return {
    kind: 'finished',
    output: { ...output, composite: composite === null ? null : sourceOf(composite) },
  };
}

/** There is no picture before the end. */
const running = (task: ApimartTask): CheckOutcome => ({
  kind: 'running',
  percent: readPercent(task.progress),
  preview: null,
});

function failed(detail: string): CheckOutcome {
  // Documented: every failed task is refunded automatically, and this failure is not about the prompt.
  if (/no available upstream/i.test(detail)) {
    return { kind: 'failed', failure: { kind: 'unavailable', detail }, isUncharged: true };
  }
  const kind = proxyReportsModeration(detail)
    ? 'moderated'
    : // A flag its engine does not take, found only now.
      /upstream code=4\b/.test(detail)
      ? 'input-refused'
      : /time(?:d )?out/i.test(detail)
        ? 'timed-out'
        : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}
