/**
 * Polls of a vendor that answers for many tickets in one request. A request made for one job is free for all others,
 * which join it if their own next poll is later. In memory only: every job still has its own poll in the store.
 */
export type SharedPolls = {
  /** The first planned poll between the two times, or null. */
  within(vendor: string, fromMs: number, toMs: number): number | null;
  plan(vendor: string, atMs: number, nowMs: number): void;
};

/** Starts with no planned polls. */
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
