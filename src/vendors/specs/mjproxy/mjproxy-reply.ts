/**
 * Replies of servers of this protocol, parsed leniently: they differ in their fields, in numbers versus strings, and in
 * the form of errors. Texts are Chinese and unspecified, so kinds come from codes where these suffice.
 */

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type {
  CheckOutcome,
  FindOutcome,
  SubmitOutcome,
  VendorOutput,
  VendorSubmission,
} from '#ports/vendor.ts';
import { NO_DETAIL, type VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import {
  numberedSuggestions,
  proxyReportsModeration,
  readPercent,
  taskOutput,
} from '#vendors/midjourney-replies.ts';
import { isLink, type PlacedLink, placedLinks, sourceOf } from '#vendors/placed-links.ts';
import { type MjproxyTicket, readHandle } from './mjproxy-actions.ts';

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

/** Accepted, a modal opened (or, on old servers, already done), queued. */
const ACCEPTED = [1, 21, 22];

/** Statuses that are not conclusive by themselves: the code in the body decides. */
const CODE_DECIDES = [200, 400, 404];

/** The server's own Midjourney account is the problem, whatever the prompt. */
const ABOUT_ACCOUNT =
  /pending mod(?:eration)?|temporarily blocked|账号(?:被|已)?(?:禁止|禁用|封禁|封号|不可用)|account (?:is |has been |was )?(?:banned|blocked|disabled|suspended)/i;

/** Texts that are more specific than a code; the first match wins. */
const CODES_BY_TEXT: readonly (readonly [code: string, words: RegExp])[] = [
  ['account', ABOUT_ACCOUNT],
  ['quota', /quota_not_enough|insufficient.{0,80}quota|余额不足|额度不足/i],
  ['task-missing', /task_no_found|task_not_exist/i],
  ['queue-full', /队列已满|queue.{0,80}full/i],
  ['no-account', /无可用|no available (?:account|channel)/i],
  ['unsupported', /不支持|unknown_action|未知的 ?Action/i],
];

/** Every shape of error there is; null for tasks and for accepted submissions. */
export function readError(reply: HttpReply): VendorError | null {
  // A refusing HTML page is about the path, never about a task. With any other status a gateway may already have
  // forwarded the request.
  if (
    reply.status >= 400 &&
    reply.status < 500 &&
    /^\s*<(?:!doctype|html|head|body)\b/i.test(reply.text)
  ) {
    const detail = 'a web page, not its interface; check MJPROXY_BASE_URL';
    return { code: 'not-its-interface', detail };
  }
  const read = errorSchema.safeParse(reply.json);
  if (!read.success || Array.isArray(reply.json)) return null;
  const { code, description, message, success, error } = read.data;
  const text = description ?? error ?? message ?? '';
  const isError = reply.status >= 400 || error != null || success === false || code != null;
  if (!isError || (reply.status < 400 && ACCEPTED.includes(Number(code)))) return null;
  const detail = `${text || NO_DETAIL}${code == null ? '' : ` (code ${code})`}`;
  const byText = CODES_BY_TEXT.find(([, words]) => words.test(text))?.[0];
  // A failing gateway may already have forwarded the request: its status decides. A refusing one gives the reason in
  // its text, at any status.
  const isRefusal = reply.status < 500 && reply.status !== 408;
  if (!CODE_DECIDES.includes(reply.status)) {
    return { code: (isRefusal ? byText : undefined) ?? String(reply.status), detail };
  }
  const isModerated = proxyReportsModeration(text);
  const byCode = code == null ? null : String(code);
  return { code: byText ?? (isModerated ? '24' : byCode) ?? 'failed', detail };
}

/** The accepted task; null if the reply has none. */
export function readSubmitted(
  reply: HttpReply,
  expected: Omit<MjproxyTicket, 'taskId'>,
  /** An intermediate step may reuse an existing task; the final one must not do so silently. */
  isOnTheWay: boolean,
): SubmitOutcome | null {
  const read = submitSchema.safeParse(reply.json);
  if (!read.success || !ACCEPTED.includes(read.data.code)) return null;
  const { code, description, properties } = read.data;
  const isWindow = /confirm/i.test(description ?? '') || properties?.remix === true;
  if (code === 21 && isWindow && expected.shape !== 'window') {
    // Nothing runs and nothing is billed until a modal is submitted.
    const detail =
      'The account asks back because Remix is on; turn it off or let it confirm itself';
    return { kind: 'refused', failure: { kind: 'action-unavailable', detail } };
  }
  const taskId = readTaskId(reply.text, read.data.result);
  if (taskId === null) return null;
  // A modal is open as soon as the reply names it; no delivery reports that.
  return {
    kind: 'accepted',
    ticket: { taskId, ...expected },
    isReady: expected.shape === 'window',
    ...(code === 21 && !isWindow && !isOnTheWay ? { isOld: true } : {}),
  };
}

/** Some servers write the id as a number, and beyond 2^53 its last digits are in the text alone. */
function readTaskId(text: string, result: string | number | null | undefined): string | null {
  if (typeof result === 'number') return /"result"\s*:\s*(\d+)/.exec(text)?.[1] ?? null;
  return result == null || result === '' ? null : result;
}

// A task as its server reports it. Servers of the original protocol return one composite and no buttons, others also
// four links; only `status` gives the state.

const text = z.string().nullish().catch(null);
const links = z
  .array(
    z
      .union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)])
      .nullable()
      .catch(null),
  )
  .nullish()
  .catch(null);

/** Some servers write it as a text, which is empty where they do not know it. */
const seedSchema = z
  .union([z.number(), z.string().regex(/^\d+$/)])
  .transform(Number)
  .pipe(z.number().int().nonnegative());

/** A task as any server of this protocol describes it; unknown fields change nothing. */
export const taskSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  status: text,
  state: text,
  progress: z.unknown().optional(),
  imageUrl: text,
  imageUrls: links,
  videoUrl: text,
  videoUrls: links,
  failReason: text,
  buttons: z.unknown().optional(),
  promptEn: text,
  prompt: text,
  seed: seedSchema.nullish().catch(null),
  properties: z.object({ finalPrompt: text }).nullish().catch(null),
});

type MjproxyTask = z.infer<typeof taskSchema>;

/** A loopback or unspecified address. */
const ON_ITS_OWN_MACHINE =
  /^https?:\/\/(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])(?::\d+)?(?=\/|$)/i;

/**
 * The task with links that are reachable from here: a server without a configured public address calls itself
 * `localhost`, and its files are served at its base URL.
 */
export function withReachableLinks(task: MjproxyTask, baseUrl: string): MjproxyTask {
  const { origin } = new URL(baseUrl);
  const moved = <Link extends string | null | undefined>(link: Link) =>
    typeof link === 'string' ? link.replace(ON_ITS_OWN_MACHINE, origin) : link;
  return {
    ...task,
    imageUrl: moved(task.imageUrl),
    imageUrls: task.imageUrls?.map(moved),
    videoUrl: moved(task.videoUrl),
    videoUrls: task.videoUrls?.map(moved),
  };
}

/** The source of the pictures: their own links if there are any, or crops of the composite. */
export type PictureChoice = 'separate' | 'composite';

/** The task's state. */
export function readTask(
  task: MjproxyTask,
  ticket: MjproxyTicket,
  choice: PictureChoice,
): CheckOutcome {
  switch ((task.status ?? '').toUpperCase()) {
    case 'SUCCESS':
      return readResult(task, ticket, choice);
    case 'FAILURE':
    case 'FAILED':
    case 'CANCEL':
    case 'CANCELLED':
      return failed(task.failReason || 'The task was cancelled');
    case 'MODAL':
      return readWindow(task, ticket);
    default:
      return running(task);
  }
}

function readWindow(task: MjproxyTask, ticket: MjproxyTicket): CheckOutcome {
  if (ticket.shape === 'window') return { kind: 'finished', output: outputOf(task, ticket, []) };
  if (ticket.confirmed) return running(task);
  return failed('The account asks back because Remix is on; turn it off or let it confirm itself');
}

function readResult(task: MjproxyTask, ticket: MjproxyTicket, choice: PictureChoice): CheckOutcome {
  const single = isLink(task.imageUrl) ? task.imageUrl : null;
  switch (ticket.shape) {
    case 'window':
      return failed('The task ran without waiting for what it was opened for');
    case 'texts': {
      const suggestions = numberedSuggestions(
        task.properties?.finalPrompt || task.promptEn || task.prompt || '',
      );
      if (suggestions.length === 0) return running(task);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), suggestions } };
    }
    case 'videos': {
      const urls = [...(task.videoUrls ?? []), task.videoUrl].filter(isLink);
      if (urls.length === 0) return running(task);
      const videos = [...new Set(urls)].map(sourceOf);
      return { kind: 'finished', output: { ...outputOf(task, ticket, []), videos } };
    }
    case 'solo': {
      const url = single ?? task.imageUrls?.find(isLink);
      if (url === undefined) return running(task);
      return { kind: 'finished', output: outputOf(task, ticket, [{ cell: 1, url }]) };
    }
    default: {
      // Some servers repeat the composite in the list of single pictures.
      const urls = (task.imageUrls ?? []).filter(isLink).filter((url) => url !== single);
      const pictures = choice === 'separate' || single === null ? placedLinks(urls, PLACE) : [];
      if (pictures.length === 0 && single === null) return running(task);
      const composite = single === null ? null : sourceOf(single);
      return { kind: 'finished', output: { ...outputOf(task, ticket, pictures), composite } };
    }
  }
}

function outputOf(
  task: MjproxyTask,
  ticket: MjproxyTicket,
  pictures: readonly PlacedLink[],
): VendorOutput {
  const output = taskOutput(task, ticket, pictures);
  return { ...output, seed: task.seed ?? null, ...(ticket.ends ? { endsPlan: true } : {}) };
}

/** `.../0_2.png` is the third picture. */
const PLACE = /\/0_([0-3])(?:_[^/]*)?\.\w+(?:\?|$)/;

function running(task: MjproxyTask): CheckOutcome {
  const preview = isLink(task.imageUrl) ? sourceOf(task.imageUrl) : null;
  return { kind: 'running', percent: readPercent(task.progress), preview };
}

function failed(detail: string): CheckOutcome {
  if (ABOUT_ACCOUNT.test(detail)) {
    // The account is blocked.
    return { kind: 'failed', failure: { kind: 'unauthorized', detail }, isUncharged: true };
  }
  if (proxyReportsModeration(detail)) {
    return { kind: 'failed', failure: { kind: 'moderated', detail } };
  }
  const kind = /超时|timed? ?out/i.test(detail) ? 'timed-out' : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}

// Finds a submission whose reply was lost: tasks carry our reference. No I/O: it reads the server's list, whose length
// varies, so that a missing task proves nothing.

/** Our reference in the server's tasks: a digest, because all users of the server can read its list. */
export const referenceOf = ({ idempotencyKey }: VendorSubmission): string =>
  `fourfold-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)}`;

/** The tasks of a list; null if the reply is not a list. */
export function readList(reply: HttpReply): readonly MjproxyTask[] | null {
  const read = z.array(taskSchema.nullable().catch(null)).safeParse(reply.json);
  return read.data?.filter((task) => task !== null) ?? null;
}

/** A submitted modal keeps its task id, so the task itself shows whether the submission arrived. */
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
