import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '#ports/archive.ts';
import { openArchive } from './archive.ts';
import { listArchive } from './archive-files.ts';
import { archivePath, keyInPath } from './archive-names.ts';

/** The cacheable part of the archive. */
export type PictureCache = Pick<Archive, 'put' | 'get' | 'find'> & {
  /** Drops a removed picture. */
  remove(key: string): Promise<void>;
};

/**
 * A folder with the recently used pictures, up to a number of bytes (LRU). Everything in it is also in a bucket, so
 * losing it only costs downloads. Files larger than the limit are not cached.
 */
export async function openArchiveCache(directory: string, bytesMax: number): Promise<PictureCache> {
  const files = await openArchive(directory);
  /** Least recently used first. */
  const kept = new Map<string, { readonly path: string; readonly bytes: number }>();
  let total = 0;

  const add = (key: string, file: { readonly path: string; readonly bytes: number }) => {
    total += file.bytes - (kept.get(key)?.bytes ?? 0);
    kept.delete(key);
    kept.set(key, file);
  };

  const touch = (key: string) => {
    const file = kept.get(key);
    if (file !== undefined) add(key, file);
  };

  async function forget(key: string): Promise<void> {
    const file = kept.get(key);
    if (file === undefined) return;
    kept.delete(key);
    total -= file.bytes;
    // Open readers are unaffected: the content exists until they close the file.
    await rm(join(directory, file.path), { force: true });
  }

  async function forgetOldest(): Promise<void> {
    for (const key of kept.keys()) {
      if (total <= bytesMax) return;
      await forget(key);
    }
  }

  for await (const file of listArchive(directory)) add(keyInPath(file.path), file);
  await forgetOldest();

  return {
    remove: forget,
    put: async (bytes, mediaType) => {
      const entry = await files.put(bytes, mediaType);
      add(entry.key, { path: archivePath(entry.key, mediaType), bytes: entry.bytes });
      await forgetOldest();
      return entry;
    },
    get: (key) => {
      touch(key);
      return files.get(key);
    },
    find: (key) => {
      touch(key);
      return files.find(key);
    },
  };
}
