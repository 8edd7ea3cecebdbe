/** How much the archive holds, and what happens where that is more than it may. */
import type { ArchiveUpkeep } from '#ports/archive.ts';

/** Counts the archive, and keeps it within its limit. */
export type ArchiveSize = Pick<ArchiveUpkeep, 'count' | 'bytes' | 'limitTo'> & {
  /** Counts a file that is about to be written, once there is room or none can be made. */
  add(bytes: number): Promise<void>;
  /** Counts a file that is gone, or was not written after all. */
  take(bytes: number): void;
};

type Limit = { readonly bytesMax: number; readonly makeRoom: () => Promise<boolean> };

/** Nothing is counted yet. */
export function createArchiveSize(
  list: () => AsyncIterable<{ readonly bytes: number }>,
): ArchiveSize {
  let total: number | null = null;
  let limit: Limit | null = null;
  /** What came and went while files are being counted. */
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
      // A file that came during the count may have been seen or not: counted too much rather than too little.
      total = counted + Math.max(0, meanwhile);
      return total;
    },
    bytes: () => total,
    limitTo: (bytesMax, makeRoom) => {
      limit = { bytesMax, makeRoom };
    },
    add: async (bytes) => {
      // Looked at again after each turn: of several that waited, the first may have filled the room.
      while (limit !== null && total !== null && total > limit.bytesMax) {
        if (!(await limit.makeRoom())) break;
      }
      change(bytes);
    },
    take: (bytes) => change(-bytes),
  };
}
