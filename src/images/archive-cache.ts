import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '#ports/archive.ts';
import { openArchive } from './archive.ts';
import { listArchive } from './archive-files.ts';
import { archiveFolder, extensionOf } from './archive-names.ts';

/** The part of the archive that a cache can stand before. */
export type PictureCache = Pick<Archive, 'put' | 'get' | 'find'> & {
  /** Forgets a picture that is not to be kept any more. */
  remove(key: string): Promise<void>;
};

/**
 * A folder with the pictures used last, up to a number of bytes: an archive that forgets. Everything in it is in a
 * bucket too, so losing it costs downloads and nothing else. What is larger than the whole limit is not kept.
 */
export async function openArchiveCache(directory: string, bytesMax: number): Promise<PictureCache> {
  const files = await openArchive(directory);
  /** The least recently used first. */
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

  async function forgetOldest(): Promise<void> {
    for (const [key, { path, bytes }] of kept) {
      if (total <= bytesMax) return;
      kept.delete(key);
      total -= bytes;
      // Whoever reads the file goes on reading it: its content is there until they close it.
      await rm(join(directory, path), { force: true });
    }
  }

  for await (const file of listArchive(directory)) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    add(name.slice(0, name.indexOf('.')), file);
  }
  await forgetOldest();

  return {
    remove: async (key) => {
      total -= kept.get(key)?.bytes ?? 0;
      kept.delete(key);
      await files.remove(key);
    },
    put: async (bytes, mediaType) => {
      const entry = await files.put(bytes, mediaType);
      const { key } = entry;
      const path = `${archiveFolder(key)}/${key}.${extensionOf(mediaType)}`;
      add(key, { path, bytes: entry.bytes });
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
