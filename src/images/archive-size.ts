/** The size of the archive, and the enforcement of its limit. */
import type { ArchiveUpkeep } from '#ports/archive.ts';

/** Counts the archive, and keeps it within its limit. */
export type ArchiveSize = Pick<ArchiveUpkeep, 'count' | 'bytes' | 'limitTo'> & {
  /** Counts a file that is about to be written, after making room if possible. */
  add(bytes: number): Promise<void>;
  /** Uncounts a file that was removed, or not written after all. */
  take(bytes: number): void;
};

type Limit = { readonly bytesMax: number; readonly makeRoom: () => Promise<boolean> };

/** Nothing is counted yet. */
export function createArchiveSize(
  list: () => AsyncIterable<{ readonly bytes: number }>,
): ArchiveSize {
  let total: number | null = null;
  let limit: Limit | null = null;
  /** Changes during the initial count. */
  let meanwhile = 0;

  const change = (bytes: number): void => {
    meanwhile += bytes;
    if (total !== null) total += bytes;
  };

  return {
    count: async () => {
      meanwhile = 0;
      let counted = 0;
      for await (const { bytes } of list()) counted += bytes;
      // A file added during the count may have been seen or not: overestimating is safe.
      total = counted + Math.max(0, meanwhile);
      return total;
    },
    bytes: () => total,
    limitTo: (bytesMax, makeRoom) => {
      limit = { bytesMax, makeRoom };
    },
    add: async (bytes) => {
      // Checked again after each turn: of several waiting files, the first may have used the room.
      while (limit !== null && total !== null && total > limit.bytesMax) {
        if (!(await limit.makeRoom())) break;
      }
      change(bytes);
    },
    take: (bytes) => change(-bytes),
  };
}
