import type { Json } from '#domain/json.ts';

/**
 * A request as a value. It names a path under the vendor's base URL and never a host, so that no
 * specification can send the key elsewhere.
 */
export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  /** Begins with `/`; appended to the base URL's own path. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent fields are omitted, never null. */
  readonly json?: Json;
  /** For calls that stay open until the work is done; the driver's default timeout otherwise. */
  readonly answerWithinMs?: number;
};

/** A complete reply. `json` is undefined if the text is not JSON. */
export type HttpReply = {
  readonly status: number;
  /** Names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
};
