/** A request that reuses an existing picture is accepted and saved within this time. */
const RECENT_MS = 60_000;

/** Recently reused pictures, which a sweep of unused files must keep. */
export type RecentlyReused = {
  note(key: string): void;
  isRecent(key: string): boolean;
  forget(key: string): void;
};

/** Holds only the pictures of that time span. */
export function createRecentlyReused(nowMs: () => number): RecentlyReused {
  /** Oldest first. */
  const times = new Map<string, number>();
  const isOver = (atMs: number): boolean => nowMs() - atMs >= RECENT_MS;
  return {
    note: (key) => {
      for (const [old, atMs] of times) {
        if (!isOver(atMs)) break;
        times.delete(old);
      }
      times.delete(key);
      times.set(key, nowMs());
    },
    isRecent: (key) => {
      const atMs = times.get(key);
      return atMs !== undefined && !isOver(atMs);
    },
    forget: (key) => {
      times.delete(key);
    },
  };
}
