/**
 * Limits concurrent downloads for users, per person, per server and in total. Downloads over a limit wait; a person's
 * waiting pictures do not delay other people's. A picture counts until it is decoded: one of 70 kB may take seconds.
 */
import type { PictureFetcher } from '#ports/fetch-picture.ts';

/** Limits of concurrent downloads. */
export type FetchBounds = {
  readonly perMember: number;
  readonly perGuild: number;
  readonly total: number;
  /** Pictures of one member that may wait; more are refused. */
  readonly waitingPerMember: number;
};

/** At 25 MB a picture, all of them together hold 250 MB. */
const BOUNDS: FetchBounds = { perMember: 3, perGuild: 5, total: 10, waitingPerMember: 40 };

type Waiting = { readonly keys: readonly [string, string]; readonly start: () => void };

/** The fetcher, limited for users' pictures; vendors' results are fetched immediately. */
export function boundFetcher(
  fetchPicture: PictureFetcher,
  { perMember, perGuild, total, waitingPerMember }: FetchBounds = BOUNDS,
): PictureFetcher {
  const running = new Map<string, number>();
  const waiting: Waiting[] = [];
  let all = 0;

  const isFree = ([member, guild]: Waiting['keys']): boolean =>
    all < total && (running.get(member) ?? 0) < perMember && (running.get(guild) ?? 0) < perGuild;

  const count = (keys: Waiting['keys'], change: 1 | -1): void => {
    all += change;
    for (const key of keys) {
      const next = (running.get(key) ?? 0) + change;
      if (next === 0) running.delete(key);
      else running.set(key, next);
    }
  };

  const startWhoMay = (): void => {
    let place = waiting.findIndex(({ keys }) => isFree(keys));
    while (place !== -1) {
      const [next] = waiting.splice(place, 1);
      if (next !== undefined) {
        count(next.keys, 1);
        next.start();
      }
      place = waiting.findIndex(({ keys }) => isFree(keys));
    }
  };

  return async (url, options) => {
    const { fetchedFor } = options;
    if (fetchedFor === undefined) return fetchPicture(url, options);
    const keys = [`member ${fetchedFor.userId}`, `guild ${fetchedFor.guildId}`] as const;
    if (waiting.filter(({ keys: [member] }) => member === keys[0]).length >= waitingPerMember) {
      return { kind: 'timed-out', detail: 'too many pictures of this person are being fetched' };
    }
    await new Promise<void>((resolve) => {
      waiting.push({ keys, start: resolve });
      startWhoMay();
    });
    try {
      const outcome = await fetchPicture(url, options);
      if (outcome.kind === 'fetched') await options.meanwhile?.(outcome.bytes);
      return outcome;
    } finally {
      count(keys, -1);
      startWhoMay();
    }
  };
}
