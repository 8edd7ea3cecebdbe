/**
 * Ace's task records, parsed leniently. They have no reliable state: no `response` or a progress below 100 means
 * running, and only a picture or a clear error ends the task.
 */
import * as z from 'zod';
import type { FailureKind } from '#domain/failure.ts';
import { CELLS } from '#domain/geometry.ts';
import type { Json } from '#domain/json.ts';
import type { CheckOutcome, PictureSource, VendorOutput } from '#ports/vendor.ts';
import { type FailureOverrides, NO_DETAIL, type VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { readPercent } from '#vendors/midjourney-replies.ts';
import { reportsModeration } from '#vendors/moderation.ts';
import { isLink, placedLinks, placedSources } from '#vendors/placed-links.ts';
import type { AcedataHandle, AcedataTask } from './acedata-actions.ts';

const link = z
  .string()
  .regex(/^https?:\/\//)
  .nullish()
  .catch(null);

const id = z.string().min(1).nullish().catch(null);

/** An item that is not a link does not invalidate the list. */
const links = z.array(link).nullish().catch(null);

const responseSchema = z.object({
  success: z.boolean().nullish().catch(null),
  progress: z.unknown().optional(),
  image_id: id,
  image_url: link,
  raw_image_url: link,
  sub_image_urls: links,
  actions: z.array(z.string()).nullish().catch(null),
  video_id: id,
  video_urls: links,
  error: z.unknown().optional(),
});

const recordSchema = z.object({
  id,
  image_id: id,
  state: z.string().nullish().catch(null),
  finished_at: z.unknown().optional(),
  response: responseSchema.nullish().catch(null),
});

const acceptedSchema = z.object({ task_id: z.string().min(1) });
const batchSchema = z.object({ items: z.array(z.unknown()) });
const requestSchema = z.object({ request: z.object({ callback_url: z.string() }) });
const textsSchema = z.object({
  descriptions: z.array(z.string()).nullish().catch(null),
  prompts: z.array(z.string()).nullish().catch(null),
});

type Record = z.infer<typeof recordSchema>;
type Response = z.infer<typeof responseSchema>;

const ENDED_WELL = /^(?:finished|completed?|succeeded|success)$/i;
const ENDED_BADLY = /^(?:failed|error|cancell?ed)$/i;

/** The id of the accepted task; null if the reply has none. */
export function readTaskId(reply: HttpReply): string | null {
  const read = acceptedSchema.safeParse(reply.json);
  return read.success ? read.data.task_id : null;
}

/** The result of describe and shorten; null if it is empty. */
export function readSuggestions(reply: HttpReply): readonly string[] | null {
  const read = textsSchema.safeParse(reply.json).data;
  const texts = (read?.descriptions ?? read?.prompts ?? []).filter((text) => text.trim() !== '');
  return texts.length === 0 ? null : texts;
}

/**
 * The task with this callback URL in a list; null if the reply is not a list. `isClear`: every record names another
 * URL, so that none of them is the task.
 */
export function findTask(
  reply: HttpReply,
  callbackUrl: string,
): {
  readonly taskId: string | null;
  readonly records: number;
  readonly isClear: boolean;
} | null {
  const items = batchSchema.safeParse(reply.json).data?.items;
  if (items === undefined) return null;
  const addresses = items.map((item) => requestSchema.safeParse(item).data?.request.callback_url);
  const record = recordSchema.safeParse(items[addresses.indexOf(callbackUrl)]);
  return {
    taskId: record.data?.id ?? null,
    records: items.length,
    isClear: addresses.every((address) => address !== undefined && address !== callbackUrl),
  };
}

/** The state of a task in a list, in any order; null if the list lacks it. */
export function readListed(reply: HttpReply, task: AcedataTask): CheckOutcome | null {
  const items = batchSchema.safeParse(reply.json).data?.items ?? [];
  const item = items.find((each) => recordSchema.safeParse(each).data?.id === task.taskId);
  return item === undefined ? null : taskStateOf(item, task);
}

/** The task's state. */
export const readRecord = ({ json }: HttpReply, task: AcedataTask): CheckOutcome | null =>
  taskStateOf(json, task);

function taskStateOf(given: unknown, task: AcedataTask): CheckOutcome | null {
  const read = recordSchema.safeParse(given);
  if (!read.success) return null;
  const record = read.data;
  // `{}`: just accepted, or forgotten. Polled a few more times, then given up.
  if (record.id == null && record.response == null) {
    return {
      kind: 'unreachable',
      failure: { kind: 'not-found', detail: 'Ace does not know the task' },
    };
  }
  const { response } = record;
  const state = record.state ?? '';
  if (ENDED_BADLY.test(state)) return failed(response?.error, state);
  if (response == null) return { kind: 'running', percent: null, preview: null };
  if (response.success === false) return readFailure(record, response);
  const percent = readPercent(response.progress);
  if (percent !== null && percent < 100 && !ENDED_WELL.test(state)) {
    return { kind: 'running', percent, preview: sourceOf([response.image_url]) };
  }
  const output = task.shape === 'videos' ? videosOf(response) : picturesOf(record, response, task);
  if (output !== null) return { kind: 'finished', output };
  return record.finished_at == null
    ? { kind: 'running', percent: null, preview: null }
    : failed({ message: 'The task ended without a result' });
}

/** A bare text before the task's end may be transient; an error with a code, or at the end, is final. */
function readFailure(record: Record, response: Response): CheckOutcome {
  const isFinal = readErrorField(response.error).code !== null || record.finished_at != null;
  return isFinal ? failed(response.error) : { kind: 'running', percent: null, preview: null };
}

function failed(error: unknown, otherwise = NO_DETAIL): CheckOutcome {
  const { code, message } = readErrorField(error);
  const words = message === '' ? otherwise : message;
  const detail = code === null ? words : `${code}: ${words}`;
  const kind = endingKind(code, words);
  // An account without credit was not charged.
  const uncharged = kind === 'out-of-credit' ? ({ isUncharged: true } as const) : {};
  return { kind: 'failed', failure: { kind, detail }, ...uncharged };
}

function picturesOf(record: Record, response: Response, task: AcedataTask): VendorOutput | null {
  const imageId = response.image_id ?? record.image_id ?? null;
  const whole = sourceOf([response.raw_image_url, response.image_url]);
  const cells =
    task.shape === 'grid' ? placedLinks((response.sub_image_urls ?? []).filter(isLink), PLACE) : [];
  if (imageId === null || (whole === null && cells.length === 0)) return null;
  const pictures =
    task.shape === 'grid'
      ? placedSources(cells)
      : [{ cell: CELLS[0], source: whole }].flatMap(({ cell, source }) =>
          source === null ? [] : [{ cell, source }],
        );
  const handle: AcedataHandle = {
    kind: 'picture',
    imageId,
    shape: task.shape === 'grid' ? 'grid' : 'solo',
    actions: response.actions ?? null,
    hints: task.hints,
    pictures: pictures.map(({ cell, source }) => ({ cell, url: source.url })),
  };
  return output(handle, { pictures, composite: task.shape === 'grid' ? whole : null });
}

function videosOf({ video_id: videoId, video_urls: urls }: Response): VendorOutput | null {
  const videos = (urls ?? []).flatMap((url) =>
    url == null ? [] : [{ kind: 'url', url } as const],
  );
  if (videos.length === 0 || videoId == null) return null;
  return output({ kind: 'videos', videoId }, { pictures: [], composite: null, videos });
}

/** The texts of describe and shorten as a step's output. */
export const suggestionsOutput = (texts: readonly string[]): VendorOutput =>
  output({ kind: 'texts' }, { pictures: [], composite: null, suggestions: texts });

function output(handle: AcedataHandle, made: Omit<VendorOutput, 'handle' | 'seed'>): VendorOutput {
  const saved: Json = handle;
  return { ...made, handle: saved, seed: null };
}

/** `0_2.png` is the third picture even if the second is missing; other names have no position. */
const PLACE = /0_([0-3])\.\w+(?:\?|$)/;

type Link = Extract<PictureSource, { readonly kind: 'url' }>;

/** The first link, with the others as fallbacks: Ace's hosts differ, and some refuse anonymous requests. */
function sourceOf(given: readonly (string | null | undefined)[]): Link | null {
  const [url, ...fallbacks] = given.filter((each) => each != null);
  if (url === undefined) return null;
  return { kind: 'url', url, ...(fallbacks.length === 0 ? {} : { fallbacks }) };
}

// Ace's errors. The code in the body takes precedence over the status: one 403 is moderation of the prompt, another an
// empty account. A reply without a code is classified by its text.

const errorFieldSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  message: z.string().nullish().catch(null),
});

const envelopeSchema = z.object({
  success: z.boolean().nullish().catch(null),
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  trace_id: z.string().nullish().catch(null),
});

/** The contents of an `error` field: an object, a text or nothing. */
function readErrorField(error: unknown): {
  readonly code: string | null;
  readonly message: string;
} {
  if (typeof error === 'string') return { code: null, message: error };
  const read = errorFieldSchema.safeParse(error);
  if (!read.success) return { code: null, message: '' };
  const { code, message } = read.data;
  return { code: code == null ? null : String(code), message: message ?? '' };
}

/** An envelope with `success: false` at any status, or any error with a status of at least 400. */
export function readError(reply: HttpReply): VendorError | null {
  const read = envelopeSchema.safeParse(reply.json);
  if (!read.success) return null;
  const { success, error, detail, trace_id: traceId } = read.data;
  const hasError = error != null || typeof detail === 'string';
  if (success !== false && (reply.status < 400 || !hasError)) return null;
  const field = readErrorField(error ?? detail);
  const words = field.message === '' ? NO_DETAIL : field.message;
  return {
    code: codeOf(field.code, words, reply.status),
    detail: `${field.code === null ? '' : `${field.code}: `}${words}${traceId == null ? '' : ` (trace ${traceId})`}`,
  };
}

function codeOf(code: string | null, words: string, status: number): string {
  // Complaints about the prompt's flags share their code with complaints about the parent.
  if (code === 'bad_request' && /argument|parameter|prompt/i.test(words)) return 'bad_prompt';
  if (code !== null) return code;
  if (status === 403 && reportsModeration(words)) return 'forbidden';
  if (status === 403 && /balance|quota|credit|used up|insufficient/i.test(words)) return 'used_up';
  return String(status);
}

/** Rows by code; other codes go by status. */
export const failures: FailureOverrides = {
  submit: {
    bad_prompt: { outcome: 'refused', kind: 'input-refused' },
    // The parent's list lacks the action, or the parent is too old.
    bad_request: {
      outcome: 'refused',
      kind: 'action-unavailable',
      kindOfFirst: 'input-refused',
    },
    api_not_implemented: {
      outcome: 'refused',
      kind: 'action-unavailable',
      kindOfFirst: 'unavailable',
    },
    content_too_large: { outcome: 'refused', kind: 'input-refused' },
    duplication: { outcome: 'refused', kind: 'input-refused' },
    token_mismatched: { outcome: 'refused', kind: 'unauthorized' },
    invalid_token: { outcome: 'refused', kind: 'unauthorized' },
    no_token: { outcome: 'refused', kind: 'unauthorized' },
    token_expired: { outcome: 'refused', kind: 'unauthorized' },
    disabled: { outcome: 'refused', kind: 'unauthorized' },
    not_applied: { outcome: 'refused', kind: 'unauthorized' },
    forbidden: { outcome: 'refused', kind: 'moderated' },
    used_up: { outcome: 'refused', kind: 'out-of-credit' },
    too_many_requests: { outcome: 'refused', kind: 'rate-limited' },
    busy: { outcome: 'refused', kind: 'rate-limited' },
    canceled: { outcome: 'refused', kind: 'generation-failed' },
    // These come from the upstream: it is unknown whether a task runs and is billed.
    timeout: { outcome: 'lost', kind: 'lost' },
    api_error: { outcome: 'lost', kind: 'lost' },
  },
  check: {
    token_mismatched: { outcome: 'unreachable', kind: 'unauthorized' },
    used_up: { outcome: 'unreachable', kind: 'out-of-credit' },
    too_many_requests: { outcome: 'unreachable', kind: 'rate-limited' },
    api_error: { outcome: 'unreachable', kind: 'unavailable' },
    timeout: { outcome: 'unreachable', kind: 'unavailable' },
  },
};

const ENDINGS: { readonly [code: string]: FailureKind } = {
  bad_request: 'input-refused',
  content_too_large: 'input-refused',
  forbidden: 'moderated',
  used_up: 'out-of-credit',
  timeout: 'timed-out',
};

/** A failed task's kind: by its code, unless its text reports moderation. */
export function endingKind(code: string | null, message: string): FailureKind {
  if (reportsModeration(message)) return 'moderated';
  const known = code !== null && Object.hasOwn(ENDINGS, code) ? ENDINGS[code] : undefined;
  return known ?? 'generation-failed';
}
