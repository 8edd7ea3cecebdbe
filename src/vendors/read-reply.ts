import type { VendorError } from './failures.ts';
import type { HttpReply } from './http-request.ts';

/** Runs a reader; one that throws has read nothing, which does not undo the request. */
export function readSafely<Value>(read: () => Value | null): Value | null {
  try {
    return read();
  } catch {
    // The caller treats null as a reply that does not match the contract.
    return null;
  }
}

/** Describes a reply for the log and, where it is an explanation, for users. */
export function describeReply(reply: HttpReply, error: VendorError | null): string {
  const message = error === null ? 'not an answer of its interface' : error.detail;
  const requestId = reply.headers['x-request-id'];
  return `HTTP ${reply.status}: ${message}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

/** Whether the status is 2xx. */
export const isSuccess = (reply: HttpReply): boolean => reply.status >= 200 && reply.status < 300;

/** An error's message. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
