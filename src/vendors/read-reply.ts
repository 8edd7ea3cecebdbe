import type { VendorError } from './failures.ts';
import type { HttpReply } from './http-request.ts';

/** A reader that fails on what it was given has read nothing; what was sent stays sent. */
export function readSafely<Value>(read: () => Value | null): Value | null {
  try {
    return read();
  } catch {
    // The caller treats null as an answer that is not what the contract says.
    return null;
  }
}

/** What a reply said, for the log and, where it explains, for people. */
export function describeReply(reply: HttpReply, error: VendorError | null): string {
  const told = error === null ? 'not an answer of its interface' : error.detail;
  const requestId = reply.headers['x-request-id'];
  return `HTTP ${reply.status}: ${told}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

/** Whether the status says that all went well. */
export const isSuccess = (reply: HttpReply): boolean => reply.status >= 200 && reply.status < 300;

/** An error's own words. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
