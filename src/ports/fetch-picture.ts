import type { GuildId, UserId } from '#domain/ids.ts';

/** Brings a picture from the network; every expected trouble is a value. */
export type PictureFetcher = (
  url: string,
  options: {
    /** Origins that may be anywhere, such as a vendor on this machine; all others must be public. */
    readonly trustedOrigins: readonly string[];
    /** Pictures unless videos are asked for, or what people give: formats that are converted before use too. */
    readonly wanted?: 'pictures' | 'inputs' | 'videos';
    readonly signal?: AbortSignal;
    /** More bytes than this are refused; absent: what the largest picture of a vendor may have. */
    readonly bytesMax?: number;
    /** The person whose request it is: such fetches are bounded by person, by server and in total. */
    readonly fetchedFor?: { readonly userId: UserId; readonly guildId: GuildId };
    /**
     * What is made of the bytes, where that counts against those bounds too: decoding may take longer than fetching,
     * and the bytes are in memory all the while. A fetcher without bounds need not call it.
     */
    readonly meanwhile?: (bytes: Uint8Array) => Promise<unknown>;
  },
) => Promise<FetchOutcome>;

/** The bytes and their media type, or why there are none. */
export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array; readonly mediaType: string }
  | { readonly kind: FetchFailureKind; readonly detail: string };

/** Why a link gave nothing, by whether asking again can help. */
export type FetchFailureKind =
  /** The address is not public, not http(s), or redirects too often. Asking again changes nothing. */
  | 'refused'
  /** The server says there is no such picture, or no longer. */
  | 'not-found'
  | 'too-large'
  /** Bytes came that no picture format we show begins with. */
  | 'not-a-picture'
  /** No connection, a broken one, or a server in trouble; later it may work. */
  | 'unreachable'
  | 'timed-out';
