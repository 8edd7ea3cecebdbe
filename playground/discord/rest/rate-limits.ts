import { createHash } from 'node:crypto';
import type { PlaygroundClock } from '#playground/discord/clock.ts';

/** How often a route may be called: `calls` in `perMs`, counted apart for each major parameter. */
const buckets: Readonly<Record<string, { readonly calls: number; readonly perMs: number }>> = {
  'message-create': { calls: 5, perMs: 5_000 },
  'message-edit': { calls: 5, perMs: 5_000 },
  'message-delete': { calls: 5, perMs: 1_000 },
  'message-read': { calls: 5, perMs: 1_000 },
  webhook: { calls: 5, perMs: 2_000 },
  reaction: { calls: 1, perMs: 250 },
  typing: { calls: 5, perMs: 5_000 },
  commands: { calls: 20, perMs: 20_000 },
  'direct-message': { calls: 10, perMs: 10_000 },
  read: { calls: 50, perMs: 1_000 },
};

const globalBucket = { calls: 50, perMs: 1_000 };

type Window = { readonly startedAtMs: number; readonly used: number };

/** The headers of a reply and, when the call came too early, how long to wait. */
export type RateVerdict = {
  readonly headers: Readonly<Record<string, string>>;
  readonly limited: {
    readonly retryAfterMs: number;
    readonly scope: 'user' | 'global';
  } | null;
};

export type RateLimiter = {
  readonly take: (call: {
    readonly bucket: string | null;
    readonly major: string;
    readonly countsGlobally: boolean;
  }) => RateVerdict;
};

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

/** Fixed windows by the playground's clock, as Discord's headers describe them. */
export const createRateLimiter = (clock: PlaygroundClock): RateLimiter => {
  const windows = new Map<string, Window>();
  const spend = (key: string, bucket: { readonly calls: number; readonly perMs: number }) => {
    const nowMs = clock.nowMs();
    const known = windows.get(key);
    const open = known !== undefined && nowMs < known.startedAtMs + bucket.perMs;
    const window = open ? known : { startedAtMs: nowMs, used: 0 };
    const allowed = window.used < bucket.calls;
    const used = window.used + (allowed ? 1 : 0);
    windows.set(key, { ...window, used });
    const resetAtMs = window.startedAtMs + bucket.perMs;
    return { allowed, left: bucket.calls - used, resetAtMs, resetAfterMs: resetAtMs - nowMs };
  };
  return {
    take: ({ bucket, major, countsGlobally }) => {
      if (countsGlobally) {
        const global = spend('global', globalBucket);
        if (!global.allowed) {
          return {
            headers: { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
            limited: { retryAfterMs: global.resetAfterMs, scope: 'global' },
          };
        }
      }
      if (bucket === null) return { headers: {}, limited: null };
      const terms = buckets[bucket];
      if (terms === undefined) throw new Error(`No rate limit bucket is called "${bucket}".`);
      const spent = spend(`${bucket}:${major}`, terms);
      const headers = {
        'x-ratelimit-limit': String(terms.calls),
        'x-ratelimit-remaining': String(spent.left),
        'x-ratelimit-reset': seconds(spent.resetAtMs),
        'x-ratelimit-reset-after': seconds(spent.resetAfterMs),
        'x-ratelimit-bucket': createHash('md5').update(bucket).digest('hex'),
      };
      return spent.allowed
        ? { headers, limited: null }
        : {
            headers: { ...headers, 'x-ratelimit-scope': 'user' },
            limited: { retryAfterMs: spent.resetAfterMs, scope: 'user' },
          };
    },
  };
};
