/** Remembers which files of an archive were read through and found to be what their name says, so that each is read once. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetOldest } from '#domain/forget-oldest.ts';
import { intactSize, unlessMissing } from './archive-files.ts';

/** Files whose check is remembered; beyond them the longest ago is checked again. */
const REMEMBERED_MAX = 10_000;

/** Whether files are whole. */
export type ArchiveChecks = {
  /** Reads the file, whatever is remembered: its size, or null where it is missing or damaged. */
  size(path: string): Promise<number | null>;
  /** The same, and reads a file only once while nobody writes to it. */
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
      seen.delete(path);
      if (bytes === null) return null;
      seen.set(path, { atMs, bytes });
      forgetOldest(seen, REMEMBERED_MAX);
      return bytes;
    },
  };
}
