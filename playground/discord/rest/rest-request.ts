import type { Discord } from '#playground/discord/discord.ts';

/** A file of a multipart body. */
export type UploadedPart = {
  /** `n` of `files[n]`: the placeholder id that `attachments` refers to. */
  readonly placeholder: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
};

/** A request whose route is known and whose body has been read, not yet checked. */
export type RestRequest = {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedPart[];
};

export type RestReply = { readonly status: number; readonly body?: unknown };

/** What answers a route. Refusals are thrown as `DiscordError`. */
export type RouteHandler = (
  request: RestRequest,
  discord: Discord,
) => RestReply | Promise<RestReply>;

/** One line of the route table. */
export type Route = {
  /** Short name, for faults and for counting calls. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In the OpenAPI document's spelling. */
  readonly path: string;
  /** Name of its line in the rate limit table; `null` for no limit at all. */
  readonly bucket: string | null;
  /** Interaction and webhook routes are authorised by the token in their path. */
  readonly needsBot: boolean;
  readonly handle: RouteHandler;
};

/** A path parameter that the route's pattern guarantees. */
export const parameter = (request: RestRequest, name: string): string => {
  const value = request.parameters[name];
  if (value === undefined) throw new Error(`The route has no parameter "${name}".`);
  return value;
};

export const ok = (body: unknown): RestReply => ({ status: 200, body });
export const noContent: RestReply = { status: 204 };
