/**
 * Maps Discord's errors to failures by the JSON error codes of docs.discord.com (Opcodes and Status Codes). What to do
 * about a failure differs between an answer, a progress edit and a result, and is decided there.
 */
import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { z } from 'zod';
import { REFUSED_STATUSES, RequestHeldError } from './request-budget.ts';

/**
 * - `retry`: temporary; the request may or may not have arrived.
 * - `gone`: the message does not exist.
 * - `closed`: the bot cannot write to that place: deleted, locked, or a closed direct message.
 * - `forbidden`: the bot lacks a permission there, was timed out, or is not in that server at all.
 * - `malformed`: a part of the message is invalid.
 * - `blocked`: a filter blocks the message's text or links.
 * - `no-files`: no file can be uploaded there, or not this one, in any size.
 * - `too-large`: the file or the request is larger than allowed there.
 * - `answered`: the interaction has its first answer already.
 * - `unanswerable`: too late for the interaction, or its token is invalid.
 * - `unreferable`: the message cannot be replied to.
 * - `refused`: a retry would be refused too; a bug, or a rule that changed.
 */
export type DiscordFailureKind =
  | 'retry'
  | 'gone'
  | 'closed'
  | 'forbidden'
  | 'malformed'
  | 'blocked'
  | 'no-files'
  | 'too-large'
  | 'answered'
  | 'unanswerable'
  | 'unreferable'
  | 'refused';

/** A request that Discord refused or that got no answer, by what can be done about it. */
export type DiscordFailure = {
  readonly kind: DiscordFailureKind;
  /** When to retry; only for `retry`. */
  readonly afterMs: number;
  /** For the log: code and message, never a token. */
  readonly detail: string;
  /** Discord counts the answer against the bot's address (`request-budget.ts`). */
  readonly isCounted?: true;
};

const BY_CODE: ReadonlyMap<number, DiscordFailureKind> = new Map([
  [10003, 'closed'], // Unknown channel
  [10004, 'closed'], // Unknown guild
  [10007, 'closed'], // Unknown member
  [10008, 'gone'], // Unknown message
  [10013, 'closed'], // Unknown user
  [10014, 'malformed'], // Unknown emoji
  [10015, 'unanswerable'], // Unknown webhook: no answer was given yet, or the token is not known
  [10062, 'unanswerable'], // Unknown interaction
  [20009, 'no-files'], // Explicit content cannot be sent to the recipient
  [20016, 'retry'], // Slow mode
  [20022, 'retry'], // Announcement rate limit
  [20026, 'refused'], // The bot is flagged and may not open direct messages: the person has not closed theirs
  [20028, 'retry'], // Write limit of the channel
  [20029, 'retry'], // Write limit of the server
  [30033, 'closed'], // Too many people in the thread
  [30046, 'retry'], // Too many edits of messages older than an hour
  [40003, 'retry'], // Direct messages opened too fast
  [40004, 'retry'], // Sending is switched off for a while
  [40005, 'too-large'], // Request entity too large
  [40006, 'retry'], // Feature switched off for a while
  [40060, 'answered'], // Interaction has already been acknowledged
  [40062, 'retry'], // The resource is rate limited
  [40094, 'refused'], // Too many follow-ups
  [40333, 'retry'], // Internal network error (Cloudflare)
  [50001, 'forbidden'], // Missing access
  [50003, 'closed'], // Not on a direct channel
  [50005, 'refused'], // Message of another author
  [50006, 'malformed'], // Empty message
  [50007, 'closed'], // Direct messages are closed
  [50008, 'closed'], // No messages in that kind of channel, as in a forum itself
  [50009, 'closed'], // Verification level too high
  [50013, 'forbidden'], // Missing permissions
  [50024, 'closed'], // Not on that kind of channel
  [50027, 'unanswerable'], // Invalid webhook token: older than 15 minutes
  [50035, 'malformed'], // Invalid form body
  [50045, 'too-large'], // File exceeds the maximum size
  [50046, 'no-files'], // Invalid file
  [50083, 'closed'], // Thread is archived
  [50278, 'closed'], // No mutual guilds with that person
  [50109, 'malformed'], // Invalid JSON
  [130000, 'retry'], // Overloaded
  [160002, 'unreferable'], // No permission to read the history that is replied to
  [160005, 'closed'], // Thread is locked
  [160006, 'closed'], // Too many active threads
  [200000, 'blocked'], // AutoMod
  [200001, 'blocked'], // AutoMod, title
  [240000, 'blocked'], // Harmful links
  [400001, 'no-files'], // Uploads are limited in the server
]);

const BY_STATUS: ReadonlyMap<number, DiscordFailureKind> = new Map([
  [401, 'retry'],
  [408, 'retry'],
  [413, 'too-large'],
  [429, 'retry'],
]);

const OF_THE_MESSAGE: ReadonlySet<DiscordFailureKind> = new Set([
  'malformed',
  'blocked',
  'no-files',
  'too-large',
  'forbidden',
  'refused',
]);

/** Whether another message may be taken where this one was not. */
export const isOfTheMessage = (kind: DiscordFailureKind): boolean => OF_THE_MESSAGE.has(kind);

const INVALID_FORM = 50035;
const formErrors = z.object({ errors: z.record(z.string(), z.unknown()) });

const RETRY_SOON_MS = 2_000;

/** Only the operator can fix a refused token; frequent retries get the IP banned. */
const RETRY_UNAUTHORIZED_MS = 60_000;

/** Converts an error of a request; null if it is not a failure of Discord or the network. */
export function readDiscordFailure(error: unknown): DiscordFailure | null {
  if (error instanceof DiscordAPIError) {
    const code = Number(error.code);
    const kind =
      code === INVALID_FORM && isReference(error.rawError)
        ? 'unreferable'
        : (BY_CODE.get(code) ?? BY_STATUS.get(error.status) ?? 'refused');
    const afterMs = error.status === 401 ? RETRY_UNAUTHORIZED_MS : RETRY_SOON_MS;
    const detail = `${error.status}/${error.code} ${error.message}`;
    return { kind, afterMs, detail, ...countedBy(error.status) };
  }
  if (error instanceof HTTPError) {
    const kind = error.status === 413 ? 'too-large' : 'retry';
    const detail = `${error.status} ${error.message}`;
    return { kind, afterMs: RETRY_SOON_MS, detail, ...countedBy(error.status) };
  }
  if (error instanceof RateLimitError) {
    const afterMs = Math.max(error.timeToReset, error.retryAfter, error.sublimitTimeout);
    const detail = `rate limited for ${afterMs} ms (${error.scope})`;
    return { kind: 'retry', afterMs, detail, ...countedBy(429) };
  }
  if (error instanceof RequestHeldError) {
    return { kind: 'retry', afterMs: error.afterMs, detail: error.message };
  }
  return isNetworkFailure(error)
    ? { kind: 'retry', afterMs: RETRY_SOON_MS, detail: networkDetail(error) }
    : null;
}

const countedBy = (status: number): Pick<DiscordFailure, 'isCounted'> =>
  REFUSED_STATUSES.includes(status) ? { isCounted: true } : {};

// The form's tree of errors names the message that cannot be replied to.
function isReference(raw: unknown): boolean {
  const read = formErrors.safeParse(raw);
  return read.success && Object.keys(read.data.errors).every((key) => key === 'message_reference');
}

// Aborts, sockets and DNS have a name or a code; a body cut short is a syntax error of JSON.
function isNetworkFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return true;
  if (error instanceof SyntaxError) return true;
  return 'code' in error && typeof error.code === 'string' && /^(E[A-Z]|UND_ERR)/.test(error.code);
}

function networkDetail(error: Error): string {
  return 'code' in error ? `${String(error.code)} ${error.message}` : error.message;
}
