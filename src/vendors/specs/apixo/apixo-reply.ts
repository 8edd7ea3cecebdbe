/**
 * APIXO's envelope, parsed leniently. A failed task is a successful request, so the state inside decides. Its failure
 * codes differ between pages, so they are matched by the common parts of their names.
 */
import * as z from 'zod';
import type { FailureKind } from '#domain/failure.ts';
import { CELLS } from '#domain/geometry.ts';
import type { CheckOutcome, VendorBalance } from '#ports/vendor.ts';
import { NO_DETAIL, type VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { reportsModeration } from '#vendors/moderation.ts';
import { isLink, placedSources } from '#vendors/placed-links.ts';
import type { ApixoHandle, ApixoTicket } from './apixo-request.ts';

const errorSchema = z.object({
  code: z.coerce.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
  data: z
    .object({ error: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

const acceptedSchema = z.object({ data: z.object({ taskId: z.string().min(1) }) });

const statusSchema = z.object({
  data: z.object({
    taskId: z.string().nullish().catch(null),
    state: z.string(),
    resultJson: z.unknown().optional(),
    failCode: z.string().nullish().catch(null),
    failMsg: z.string().nullish().catch(null),
  }),
});

const resultSchema = z.object({
  resultUrls: z.array(z.union([z.string(), z.object({ url: z.string() })])),
});

const balanceSchema = z.object({ data: z.number() });

/** The id of the accepted task; null if the reply has none. */
export function readTaskId(reply: HttpReply): string | null {
  const read = acceptedSchema.safeParse(reply.json);
  return read.success ? read.data.data.taskId : null;
}

/** `{code, message, data}` with a code other than 200, at any status. */
export function readError(reply: HttpReply): VendorError | null {
  const read = errorSchema.safeParse(reply.json);
  if (!read.success) return null;
  const { code, message, data } = read.data;
  const text = data?.error ?? message ?? null;
  const isError = code == null ? reply.status >= 400 && text !== null : code !== 200;
  if (!isError) return null;
  const detail = text ?? NO_DETAIL;
  return { code: codeOf(code ?? reply.status, detail), detail };
}

function codeOf(code: number, detail: string): string {
  if (code === 400 || code === 403 || code === 404) {
    if (/task/i.test(detail) && /not found|unknown|invalid|exist/i.test(detail)) {
      return 'unknown-task';
    }
    if (reportsModeration(detail)) return 'moderated';
  }
  return String(code);
}

/** The task's state. */
export function readStatus(reply: HttpReply, ticket: ApixoTicket): CheckOutcome | null {
  const read = statusSchema.safeParse(reply.json);
  if (!read.success) return null;
  const { state, resultJson, failCode, failMsg } = read.data.data;
  switch (state) {
    case 'success':
      return readResult(resultJson, ticket);
    case 'failed': {
      const code = failCode ?? '';
      const detail = [code, failMsg ?? ''].filter((part) => part !== '').join(': ');
      const kind = endingKind(code, failMsg ?? '');
      // An account without credit was not charged.
      const uncharged = kind === 'out-of-credit' ? ({ isUncharged: true } as const) : {};
      return { kind: 'failed', failure: { kind, detail }, ...uncharged };
    }
    default:
      // It reports neither percentage nor preview, and an undocumented state does not end the job.
      return { kind: 'running', percent: null, preview: null };
  }
}

/** Null if a finished task has no readable pictures: polled again, then given up. */
function readResult(resultJson: unknown, ticket: ApixoTicket): CheckOutcome | null {
  const given: unknown = typeof resultJson === 'string' ? JSON.parse(resultJson) : resultJson;
  const urls = (resultSchema.safeParse(given).data?.resultUrls ?? [])
    .map((item) => (typeof item === 'string' ? item : item.url))
    .filter(isLink);
  if (urls.length === 0) return null;
  const pictures = CELLS.flatMap((cell, place) => {
    const url = urls[place];
    return url === undefined || (ticket.shape === 'single' && place > 0) ? [] : [{ cell, url }];
  });
  const handle: ApixoHandle = { ...ticket, pictures };
  return {
    kind: 'finished',
    output: {
      pictures: placedSources(pictures),
      composite: null,
      handle,
      seed: null,
    },
  };
}

const ENDINGS: readonly (readonly [pattern: RegExp, kind: FailureKind])[] = [
  [/NSFW|SENSITIVE|PROHIBITED|VIOLATION/i, 'moderated'],
  [/TASK_?ID/i, 'action-unavailable'],
  [/INSUFFICIENT|CREDITS/i, 'out-of-credit'],
  [/TIMEOUT/i, 'timed-out'],
  [/UNAVAILABLE/i, 'unavailable'],
  [/IMAGE|FORMAT|PROMPT|INVALID/i, 'input-refused'],
];

/** A failed task's kind: by parts of its code, else by its text. */
function endingKind(code: string, message: string): FailureKind {
  const known = ENDINGS.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (reportsModeration(message) ? 'moderated' : 'generation-failed');
}

/** The key's balance, in dollars. */
export function readBalance(reply: HttpReply): VendorBalance {
  const read = balanceSchema.safeParse(reply.json);
  return read.success ? { amount: read.data.data, unit: 'USD' } : null;
}
