/**
 * Ace's errors. The code in the body decides before the status does: one 403 is a judgement about
 * the prompt, another an empty account. Where an answer has no code its words must do.
 */
import * as z from 'zod';
import type { FailureKind } from '#domain/failure.ts';
import type { FailureOverrides, VendorError } from '#vendors/failures.ts';
import type { HttpReply } from '#vendors/http-request.ts';
import { speaksOfModeration } from '#vendors/moderation.ts';

const toldSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  message: z.string().nullish().catch(null),
});

const envelopeSchema = z.object({
  success: z.boolean().nullish().catch(null),
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  trace_id: z.string().nullish().catch(null),
});

/** What an `error` field says, be it an object, a text or nothing. */
export function readTold(error: unknown): {
  readonly code: string | null;
  readonly message: string;
} {
  if (typeof error === 'string') return { code: null, message: error };
  const read = toldSchema.safeParse(error);
  if (!read.success) return { code: null, message: '' };
  const { code, message } = read.data;
  return { code: code == null ? null : String(code), message: message ?? '' };
}

/** An envelope with `success: false` whatever the status, or any told error of 400 and more. */
export function readError(reply: HttpReply): VendorError | null {
  const read = envelopeSchema.safeParse(reply.json);
  if (!read.success) return null;
  const { success, error, detail, trace_id: traceId } = read.data;
  const isTold = error != null || typeof detail === 'string';
  if (success !== false && (reply.status < 400 || !isTold)) return null;
  const told = readTold(error ?? detail);
  const words = told.message === '' ? 'no reason given' : told.message;
  return {
    code: codeOf(told.code, words, reply.status),
    detail: `${told.code === null ? '' : `${told.code}: `}${words}${traceId == null ? '' : ` (trace ${traceId})`}`,
  };
}

function codeOf(code: string | null, words: string, status: number): string {
  // Complaints about the prompt's flags share their code with complaints about the parent.
  if (code === 'bad_request' && /argument|parameter|prompt/i.test(words)) return 'bad_prompt';
  if (code !== null) return code;
  if (status === 403 && speaksOfModeration(words)) return 'forbidden';
  if (status === 403 && /balance|quota|credit|used up|insufficient/i.test(words)) return 'used_up';
  return String(status);
}

/** Rows by code; what is not here goes by status. */
export const failures: FailureOverrides = {
  submit: {
    bad_prompt: { outcome: 'refused', kind: 'input-refused' },
    // An action that the parent's list lacks, or a parent that is too old.
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
    // These came from behind the door: whether a task runs and is billed, nobody says.
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

/** Why a task ended: by its code, except where its words tell of a judgement. */
export function endingKind(code: string | null, message: string): FailureKind {
  if (speaksOfModeration(message)) return 'moderated';
  const known = code !== null && Object.hasOwn(ENDINGS, code) ? ENDINGS[code] : undefined;
  return known ?? 'generation-failed';
}
