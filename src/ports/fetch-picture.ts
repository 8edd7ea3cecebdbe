import type { GuildId, UserId } from '#domain/ids.ts';

/** Downloads a picture; every expected failure is a value. */
export type PictureFetcher = (
  url: string,
  options: {
    /** Origins that may be private, such as a vendor on this machine; all others must be public. */
    readonly trustedOrigins: readonly string[];
    /** Default: pictures. `inputs` also accepts formats that are converted before use. */
    readonly wanted?: 'pictures' | 'inputs' | 'videos';
    readonly signal?: AbortSignal;
    /** The size limit; absent: the limit for vendors' pictures. */
    readonly bytesMax?: number;
    /** The requester: such downloads are limited per person, per server and in total. */
    readonly fetchedFor?: { readonly userId: UserId; readonly guildId: GuildId };
    /**
     * Processing that counts against those limits too: decoding may take longer than the download, with the bytes in
     * memory. A fetcher without limits need not call it.
     */
    readonly meanwhile?: (bytes: Uint8Array) => Promise<unknown>;
  },
) => Promise<FetchOutcome>;

/** The bytes and their media type, or the failure. */
export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array; readonly mediaType: string }
  | { readonly kind: FetchFailureKind; readonly detail: string };

/** The reason that a link failed, which decides whether a retry can help. */
export type FetchFailureKind =
  /** The URL is not public, not http(s), or redirects too often. A retry would not help. */
  | 'refused'
  /** The server responded 404 or 410. */
  | 'not-found'
  | 'too-large'
  /** The bytes are not in a supported picture format. */
  | 'not-a-picture'
  /** The connection or the server failed; a retry may help. */
  | 'unreachable'
  | 'timed-out';
