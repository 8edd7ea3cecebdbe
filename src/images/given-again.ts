/** A request that gives a picture which is there already is accepted, and named in a row, within this time. */
const GIVEN_AGAIN_MS = 60_000;

/** Pictures that were given a moment ago: whoever looks for files that nobody needs must leave them. */
export type GivenAgain = {
  note(key: string): void;
  isRecent(key: string): boolean;
  forget(key: string): void;
};

/** Holds no more than the pictures of that time. */
export function createGivenAgain(nowMs: () => number): GivenAgain {
  /** The longest ago first. */
  const times = new Map<string, number>();
  const isOver = (atMs: number): boolean => nowMs() - atMs >= GIVEN_AGAIN_MS;
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
