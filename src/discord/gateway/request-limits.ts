/**
 * How much one person, and one server, may ask of the bot: a token bucket each. Decided from the interaction alone,
 * before anything is read, written or fetched for it. What is refused costs a person's bucket alone, so that one
 * member cannot use up a server's.
 *
 * Sizes: pressing all of U1 to V4 on three grids, or changing every setting, takes under 30 at once; nobody clicks
 * twice a second for long. A server of thousands with a contest stays under ten a second (Midjourney's own busiest
 * channels showed one to two). Clients send a suggestion request for each pause in typing, so that typing has a
 * bucket of its own and never takes from what can be pressed.
 */
import { forgetOldest } from '#domain/forget-oldest.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Meter, RequestKind } from '#ports/meter.ts';

/** `burst` may come at once; `perSecond` come back. */
export type BucketSize = { readonly burst: number; readonly perSecond: number };

/** How many requests one person and one server may make: at once, and per second in the long run. */
export type LimitSizes = {
  readonly person: BucketSize;
  readonly server: BucketSize;
  /** Suggestions while somebody types. */
  readonly typing: BucketSize;
  /** Refusals that are told; an answer costs as much as many a request. */
  readonly notice: BucketSize;
};

/** Enough for any person; a loop of a script meets them. */
export const LIMIT_SIZES: LimitSizes = {
  person: { burst: 60, perSecond: 2 },
  server: { burst: 600, perSecond: 30 },
  typing: { burst: 60, perSecond: 4 },
  notice: { burst: 3, perSecond: 0.1 },
};

/** Idle buckets are full, as new ones are: the oldest can be forgotten. A hundred bytes each. */
const BUCKETS_MAX = 50_000;

/** Who waits for so many can go on without meeting the limit at once. */
const COMFORTABLE = 10;

/** Whether a request may be worked on. */
export type LimitVerdict =
  | { readonly kind: 'allowed' }
  /** To be told, with the moment from which several requests are possible again. */
  | { readonly kind: 'refused'; readonly whose: 'person' | 'server'; readonly untilMs: number }
  /** Refused and told often enough, or a kind of request that has no place for words. */
  | { readonly kind: 'ignored' };

/** Token buckets by person and by server, in memory. */
export type RequestLimits = {
  /** Counts one request, and says whether it may be worked on. */
  take(asker: {
    readonly kind: RequestKind;
    readonly userId: UserId;
    /** Null in direct messages. */
    readonly guildId: GuildId | null;
  }): LimitVerdict;
};

/** Limits in memory, which is bounded: the bucket that was unused longest is dropped, and counts as full. */
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
      const whose = !own.take(userId, nowMs)
        ? 'person'
        : guildId !== null && !servers.take(guildId, nowMs)
          ? 'server'
          : null;
      if (whose === null) return { kind: 'allowed' };
      meter.requestRefused(whose, kind);
      const hasWords = kind !== 'autocomplete' && kind !== 'reaction';
      if (!hasWords || !notices.take(userId, nowMs)) return { kind: 'ignored' };
      const size = whose === 'person' ? sizes.person : sizes.server;
      const untilMs = nowMs + Math.ceil((COMFORTABLE / size.perSecond) * 1000);
      return { kind: 'refused', whose, untilMs };
    },
  };
}

/** Buckets by who they belong to. One that does not exist is full. */
function createBuckets<Id>({ burst, perSecond }: BucketSize) {
  const buckets = new Map<Id, { readonly tokens: number; readonly atMs: number }>();
  return {
    /** Whether there was a token, which is gone now. */
    take(id: Id, nowMs: number): boolean {
      const last = buckets.get(id);
      // A clock that is set back gives nothing and takes nothing.
      const passedMs = last === undefined ? 0 : Math.max(0, nowMs - last.atMs);
      const tokens = last === undefined ? burst : last.tokens + (passedMs / 1000) * perSecond;
      const full = Math.min(burst, tokens);
      const isThere = full >= 1;
      // Written again, the bucket is the youngest of the map.
      buckets.delete(id);
      buckets.set(id, { tokens: isThere ? full - 1 : full, atMs: nowMs });
      forgetOldest(buckets, BUCKETS_MAX);
      return isThere;
    },
  };
}
