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
  /** What we send is exact: an absent field is left out, never null. */
  readonly json?: Json;
  /** For calls that stay open until the work is done; the driver's own patience otherwise. */
  readonly answerWithinMs?: number;
};

/** A reply, whole. `json` is undefined where the text is not JSON. */
export type HttpReply = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
};
