/**
 * Looks at a vendor that answers for many tickets in one request. A request that is made for one job is free for
 * all others, so that these join it where their own next poll is later. Memory of one process: a restart forgets
 * it, and every job still has its own poll on disk.
 */
export type SharedPolls = {
  /** The first poll already planned there between the two times; null where there is none. */
  within(vendor: string, fromMs: number, toMs: number): number | null;
  /** One more is planned. */
  plan(vendor: string, atMs: number, nowMs: number): void;
};

/** Nothing planned yet. */
export function createSharedPolls(): SharedPolls {
  const planned = new Map<string, readonly number[]>();
  return {
    within: (vendor, fromMs, toMs) => {
      const between = (planned.get(vendor) ?? []).filter((atMs) => atMs >= fromMs && atMs < toMs);
      return between.length === 0 ? null : Math.min(...between);
    },
    plan: (vendor, atMs, nowMs) => {
      const ahead = (planned.get(vendor) ?? []).filter((each) => each > nowMs && each !== atMs);
      planned.set(vendor, [...ahead, atMs]);
    },
  };
}
