/**
 * What the servers of this protocol answer, read with tolerance: they differ in which fields they
 * have, in what is a number and what a text, and in how they tell errors. Their texts are Chinese
 * and free, so kinds come from codes wherever these say enough.
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
import type { VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import {
  numberedSuggestions,
  readPercent,
  taskOutput,
  tellsOfModeration,
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

/** Accepted, a window opened (or, of old, already done), queued. */
const ACCEPTED = [1, 21, 22];

/** Statuses that say nothing by themselves: the code in the body tells. */
const TOLD_BY_CODE = [200, 400, 404];

/** The server's own Midjourney account is at fault, which no other prompt changes. */
const OF_THE_ACCOUNT =
  /pending mod(?:eration)?|temporarily blocked|账号(?:被|已)?(?:禁止|禁用|封禁|封号|不可用)|account (?:is |has been |was )?(?:banned|blocked|disabled|suspended)/i;

/** What words tell more than a code, first match first. */
const TOLD_BY_WORDS: readonly (readonly [code: string, words: RegExp])[] = [
  ['account', OF_THE_ACCOUNT],
  ['quota', /quota_not_enough|insufficient.{0,80}quota|余额不足|额度不足/i],
  ['task-missing', /task_no_found|task_not_exist/i],
  ['queue-full', /队列已满|queue.{0,80}full/i],
  ['no-account', /无可用|no available (?:account|channel)/i],
  ['unsupported', /不支持|unknown_action|未知的 ?Action/i],
];

/** Every shape of error there is; null for tasks and for accepted submissions. */
export function readError(reply: HttpReply): VendorError | null {
  // A page that refuses speaks for the path, never for a task. With any other status a gateway may have
  // handed the request on before.
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
  const told = description ?? error ?? message ?? '';
  const isError = reply.status >= 400 || error != null || success === false || code != null;
  if (!isError || (reply.status < 400 && ACCEPTED.includes(Number(code)))) return null;
  const detail = `${told || 'no description'}${code == null ? '' : ` (code ${code})`}`;
  const byWords = TOLD_BY_WORDS.find(([, words]) => words.test(told))?.[0];
  // A gateway that breaks down may have handed the request on before: its status is the truth. One that refuses
  // says why in words, whatever its status.
  const isRefusal = reply.status < 500 && reply.status !== 408;
  if (!TOLD_BY_CODE.includes(reply.status)) {
    return { code: (isRefusal ? byWords : undefined) ?? String(reply.status), detail };
  }
  const isJudged = tellsOfModeration(told);
  const byCode = code == null ? null : String(code);
  return { code: byWords ?? (isJudged ? '24' : byCode) ?? 'failed', detail };
}

/** The accepted task; null where the answer is none. */
export function readSubmitted(
  reply: HttpReply,
  expected: Omit<MjproxyTicket, 'taskId'>,
  /** A step on the way may be an old one; what was asked for may not, without a word. */
  isOnTheWay: boolean,
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
    ...(code === 21 && !isWindow && !isOnTheWay ? { isOld: true } : {}),
  };
}

/** Some servers write the id as a number, and beyond 2^53 its last digits are in the text alone. */
function readTaskId(text: string, result: string | number | null | undefined): string | null {
  if (typeof result === 'number') return /"result"\s*:\s*(\d+)/.exec(text)?.[1] ?? null;
  return result == null || result === '' ? null : result;
}

// A task as its server tells it. Servers of the original kind give one composite and no buttons,
// others four links beside it; `status` alone says where it stands.

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
  seed: z.coerce.number().int().nonnegative().nullish().catch(null),
  properties: z.object({ finalPrompt: text }).nullish().catch(null),
});

type MjproxyTask = z.infer<typeof taskSchema>;

/** An address that means the server's own machine, whichever asks. */
const ON_ITS_OWN_MACHINE =
  /^https?:\/\/(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])(?::\d+)?(?=\/|$)/i;

/**
 * The task with its links as they lead somewhere from here: a server that was not told its public address
 * names itself `localhost`, and its files are where its interface is.
 */
export function fromOutside(task: MjproxyTask, baseUrl: string): MjproxyTask {
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

/** How pictures are taken: by their own links where there are any, or cut from the composite. */
export type PictureChoice = 'separate' | 'composite';

/** Where the task stands. */
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
  if (OF_THE_ACCOUNT.test(detail)) {
    // A blocked account runs nothing.
    return { kind: 'failed', failure: { kind: 'unauthorized', detail }, isUncharged: true };
  }
  if (tellsOfModeration(detail)) {
    return { kind: 'failed', failure: { kind: 'moderated', detail } };
  }
  const kind = /超时|timed? ?out/i.test(detail) ? 'timed-out' : 'generation-failed';
  return { kind: 'failed', failure: { kind, detail } };
}

// How a submission is found again when its answer was lost: tasks carry a reference of ours. Nothing here
// asks; it reads the server's list, whose length differs, so that a task it lacks is not yet a proof.

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
