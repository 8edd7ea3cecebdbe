/** Remembers which files of an archive were verified against their hash, so that each is read once. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setNewest } from '#domain/bounded-map.ts';
import { intactSize, unlessMissing } from './archive-files.ts';

/** The number of remembered checks; the oldest are dropped. */
const REMEMBERED_MAX = 10_000;

/** Checks the integrity of files. */
export type ArchiveChecks = {
  /** Always reads the file: its size, or null if it is missing or damaged. */
  size(path: string): Promise<number | null>;
  /** As `size`, but reads a file only once while it is unmodified. */
  sizeOnce(path: string): Promise<number | null>;
};

/** Checks of the archive in that directory; paths are below it, with slashes. */
export function createArchiveChecks(directory: string): ArchiveChecks {
  const seen = new Map<string, { readonly atMs: number; readonly bytes: number }>();
  const size = (path: string) => intactSize(directory, path);
  return {
    size,
    sizeOnce: async (path) => {
      const file = await unlessMissing(stat(join(directory, path)));
      if (file === null) return null;
      const atMs = file.mtimeMs;
      const known = seen.get(path);
      if (known?.atMs === atMs) return known.bytes;
      const bytes = await size(path);
      if (bytes === null) seen.delete(path);
      else setNewest(seen, path, { atMs, bytes }, REMEMBERED_MAX);
      return bytes;
    },
  };
}
