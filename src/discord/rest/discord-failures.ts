/**
 * What Discord's refusals mean, in one table. Relies on the JSON error codes of docs.discord.com
 * (Opcodes and Status Codes). It never decides what to do about a failure: that differs between an
 * answer, a progress edit and a result.
 */
// Through discord.js, whose client throws them: @discordjs/rest imported by itself has other classes.
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';

/**
 * - `retry`: may pass; what was sent may or may not have arrived.
 * - `gone`: the message does not exist (any more).
 * - `closed`: the bot cannot write to that place: deleted, hidden, locked, or a closed direct message.
 * - `too-large`: the file or the request is larger than allowed there.
 * - `answered`: the interaction has its first answer already.
 * - `unanswerable`: too late for the interaction, or its token is not known (any more).
 * - `unreferable`: the message to reply to may not be replied to.
 * - `refused`: asking again would be refused again; a fault of ours, or a rule that changed.
 */
export type DiscordFailureKind =
  | 'retry'
  | 'gone'
  | 'closed'
  | 'too-large'
  | 'answered'
  | 'unanswerable'
  | 'unreferable'
  | 'refused';

export type DiscordFailure = {
  readonly kind: DiscordFailureKind;
  /** When to try again; means something for `retry` alone. */
  readonly afterMs: number;
  /** For the log: code and message, never a token. */
  readonly detail: string;
};

const BY_CODE: ReadonlyMap<number, DiscordFailureKind> = new Map([
  [10003, 'closed'], // Unknown channel
  [10004, 'closed'], // Unknown guild
  [10008, 'gone'], // Unknown message
  [10013, 'closed'], // Unknown user
  [10015, 'unanswerable'], // Unknown webhook: no answer was given yet, or the token is not known
  [10062, 'unanswerable'], // Unknown interaction
  [30046, 'retry'], // Too many edits of messages older than an hour
  [40005, 'too-large'], // Request entity too large
  [40060, 'answered'], // Interaction has already been acknowledged
  [40094, 'refused'], // Too many follow-ups
  [40333, 'retry'], // Internal network error (Cloudflare)
  [50001, 'closed'], // Missing access
  [50005, 'refused'], // Message of another author
  [50007, 'closed'], // Direct messages are closed
  [50013, 'closed'], // Missing permissions
  [50027, 'unanswerable'], // Invalid webhook token: older than 15 minutes
  [50045, 'too-large'], // File exceeds the maximum size
  [50083, 'closed'], // Thread is archived
  [50278, 'closed'], // No mutual guilds with that person
  [160002, 'unreferable'], // No permission to read the history that is replied to
]);

const BY_STATUS: ReadonlyMap<number, DiscordFailureKind> = new Map([
  [401, 'retry'],
  [408, 'retry'],
  [413, 'too-large'],
  [429, 'retry'],
]);

const RETRY_SOON_MS = 2_000;
/** A bot token that Discord does not take is the operator's to mend; asking often gets the IP banned. */
const RETRY_UNAUTHORIZED_MS = 60_000;

/** Reads what a request ended with; null for what is no failure of Discord or the network at all. */
export function readDiscordFailure(error: unknown): DiscordFailure | null {
  if (error instanceof DiscordAPIError) {
    const code = Number(error.code);
    const kind = BY_CODE.get(code) ?? BY_STATUS.get(error.status) ?? 'refused';
    const afterMs = error.status === 401 ? RETRY_UNAUTHORIZED_MS : RETRY_SOON_MS;
    return { kind, afterMs, detail: `${error.status}/${error.code} ${error.message}` };
  }
  if (error instanceof HTTPError) {
    const kind = error.status === 413 ? 'too-large' : 'retry';
    return { kind, afterMs: RETRY_SOON_MS, detail: `${error.status} ${error.message}` };
  }
  if (error instanceof RateLimitError) {
    const afterMs = Math.max(error.timeToReset, error.retryAfter, error.sublimitTimeout);
    return { kind: 'retry', afterMs, detail: `rate limited for ${afterMs} ms (${error.scope})` };
  }
  return isNetworkFailure(error)
    ? { kind: 'retry', afterMs: RETRY_SOON_MS, detail: networkDetail(error) }
    : null;
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
