/**
 * Rate limits per person and per server, with token buckets. Decided from the interaction alone, before anything is
 * read, written or fetched for it. A refused request only uses the person's bucket, so that one member cannot use up
 * the server's.
 *
 * Sizes: pressing all of U1 to V4 on three grids, or changing every setting, takes under 30 at once; nobody clicks
 * twice a second for long. A server of thousands with a contest stays under ten a second (Midjourney's own busiest
 * channels showed one to two). Clients send an autocomplete request for each pause in typing, so typing has its own
 * bucket.
 */
import { setNewest } from '#domain/bounded-map.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Meter, RequestKind } from '#ports/meter.ts';

/** `burst` requests at once; `perSecond` are refilled. */
export type BucketSize = { readonly burst: number; readonly perSecond: number };

/** The bucket sizes per person and per server. */
export type LimitSizes = {
  readonly person: BucketSize;
  readonly server: BucketSize;
  /** Autocomplete requests. */
  readonly typing: BucketSize;
  /** Refusals that name the time to continue; building one costs as much as many requests. */
  readonly notice: BucketSize;
};

/** Enough for any person, but not for a script. */
export const LIMIT_SIZES: LimitSizes = {
  person: { burst: 60, perSecond: 2 },
  server: { burst: 600, perSecond: 30 },
  typing: { burst: 60, perSecond: 4 },
  notice: { burst: 3, perSecond: 0.1 },
};

/** Idle buckets are full, like new ones, so the oldest can be dropped. A hundred bytes each. */
const BUCKETS_MAX = 50_000;

/** The person is told to wait for this many tokens, so as not to hit the limit again at once. */
const COMFORTABLE = 10;

/** Whether a request may be handled. */
export type LimitVerdict =
  | { readonly kind: 'allowed' }
  /** To be answered, with the time from which several requests are possible again. */
  | { readonly kind: 'refused'; readonly scope: 'person' | 'server'; readonly untilMs: number }
  /**
   * Refused without the time to continue: already answered recently, or a kind without a place for text. The intake answers
   * it with "busy" while nothing else waits.
   */
  | { readonly kind: 'ignored' };

/** Token buckets by person and by server, in memory. */
export type RequestLimits = {
  /** Counts one request, and returns whether it may be handled. */
  take(asker: {
    readonly kind: RequestKind;
    readonly userId: UserId;
    /** Null in direct messages. */
    readonly guildId: GuildId | null;
  }): LimitVerdict;
};

/** Limits in bounded memory: the longest unused bucket is dropped, and counts as full. */
export function createRequestLimits(edge: {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly meter: Pick<Meter, 'requestRefused'>;
  readonly sizes?: LimitSizes;
}): RequestLimits {
  const { clock, meter, sizes = LIMIT_SIZES } = edge;
  const persons = createBuckets<UserId>(sizes.person);
  const typing = createBuckets<UserId>(sizes.typing);
  const servers = createBuckets<GuildId>(sizes.server);
  const notices = createBuckets<UserId>(sizes.notice);
  return {
    take: ({ kind, userId, guildId }) => {
      const nowMs = clock.nowMs();
      const own = kind === 'autocomplete' ? typing : persons;
      const scope = !own.take(userId, nowMs)
        ? 'person'
        : guildId !== null && !servers.take(guildId, nowMs)
          ? 'server'
          : null;
      if (scope === null) return { kind: 'allowed' };
      meter.requestRefused(scope, kind);
      const hasWords = kind !== 'autocomplete' && kind !== 'reaction';
      if (!hasWords || !notices.take(userId, nowMs)) return { kind: 'ignored' };
      const size = scope === 'person' ? sizes.person : sizes.server;
      const untilMs = nowMs + Math.ceil((COMFORTABLE / size.perSecond) * 1000);
      return { kind: 'refused', scope, untilMs };
    },
  };
}

/** Buckets by owner. A missing one is full. */
function createBuckets<Id>({ burst, perSecond }: BucketSize) {
  const buckets = new Map<Id, { readonly tokens: number; readonly atMs: number }>();
  return {
    /** Takes a token; false if there is none. */
    take(id: Id, nowMs: number): boolean {
      const last = buckets.get(id);
      // Nothing changes when the clock is set back.
      const passedMs = last === undefined ? 0 : Math.max(0, nowMs - last.atMs);
      const tokens = last === undefined ? burst : last.tokens + (passedMs / 1000) * perSecond;
      const full = Math.min(burst, tokens);
      const isThere = full >= 1;
      const bucket = { tokens: isThere ? full - 1 : full, atMs: nowMs };
      setNewest(buckets, id, bucket, BUCKETS_MAX);
      return isThere;
    },
  };
}
