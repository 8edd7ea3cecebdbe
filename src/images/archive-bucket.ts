/**
 * Stores pictures in a bucket shared by several processes, with a local cache of recently used ones. It relies on
 * content addressing: every writer of an object writes the same bytes. A picture is in the bucket before `put`
 * resolves; the cache only improves speed.
 */
import { readFile } from 'node:fs/promises';
import { type Archive, ArchiveUnavailableError, type ArchiveUpkeep } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { PictureCache } from './archive-cache.ts';
import {
  archiveFolder,
  archivePath,
  contentKey,
  extensionOf,
  isArchiveKey,
  keyInPath,
  mediaTypeOf,
} from './archive-names.ts';
import { createArchiveSize } from './archive-size.ts';
import { type Bucket, type BucketObject, readWhole } from './bucket.ts';
import { createRecentlyReused } from './recently-reused.ts';
import type { Staging } from './staging.ts';

/**
 * An archive in a bucket, behind a cache that may drop anything at any time.
 * @throws {Error} When reading, if the bucket lost the file.
 */
export function createBucketArchive(parts: {
  readonly bucket: Bucket;
  readonly cache: PictureCache;
  /** On this machine: files without a job are not in the bucket. */
  readonly staging: Staging;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'warn'>;
}): Archive & ArchiveUpkeep {
  const { bucket, cache, staging, clock, log } = parts;
  const size = createArchiveSize(() => bucket.list(''));
  const recentlyReused = createRecentlyReused(clock.nowMs);

  /** The object of that key with any extension. */
  async function objectOf(key: string): Promise<BucketObject | null> {
    for await (const object of bucket.list(`${archiveFolder(key)}/${key}.`)) return object;
    return null;
  }

  async function remember(bytes: Uint8Array, mediaType: string): Promise<void> {
    try {
      await cache.put(bytes, mediaType);
    } catch (error) {
      // A full disk here must not stop a picture that is safe in the bucket.
      log.warn({ error }, 'archive cache not written');
    }
  }

  async function keep(key: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    recentlyReused.note(key);
    await size.add(bytes.byteLength);
    const name = archivePath(key, mediaType);
    const isNew = await bucket.put(name, { bytes, sha256: key, mediaType });
    if (!isNew) size.take(bytes.byteLength);
    await remember(bytes, mediaType);
  }

  return {
    put: async (bytes, mediaType) => {
      const key = contentKey(bytes);
      try {
        await keep(key, bytes, mediaType);
      } catch (cause) {
        throw new ArchiveUnavailableError(cause);
      }
      return { key, mediaType, bytes: bytes.byteLength };
    },
    stage: async (bytes, mediaType) => {
      const key = contentKey(bytes);
      await staging.stage(key, `${key}.${extensionOf(mediaType)}`, bytes);
      return { key, mediaType, bytes: bytes.byteLength };
    },
    remove: async (key) => {
      if (!isArchiveKey(key)) return 0;
      if (recentlyReused.isRecent(key)) return 0;
      await cache.remove(key);
      const object = await objectOf(key);
      if (object === null) return 0;
      await bucket.remove(object.name);
      size.take(object.bytes);
      return object.bytes;
    },
    // Modification times are not requested: all objects count as new, so that no sweep removes any.
    files: async function* () {
      for await (const { name, bytes } of bucket.list('')) {
        yield { key: keyInPath(name), bytes, atMs: clock.nowMs() };
      }
    },
    count: size.count,
    bytes: size.bytes,
    limitTo: size.limitTo,
    hold: async (keys) => {
      const held = await staging.hold(keys);
      try {
        // Before the job is saved, because any process may claim it at once.
        for (const { path, name } of held.files) {
          await keep(keyInPath(name), await readFile(path), mediaTypeOf(name));
        }
      } catch (cause) {
        await held.release();
        throw cause;
      }
      return held;
    },
    has: async (key) => isArchiveKey(key) && (staging.has(key) || (await objectOf(key)) !== null),
    get: async (key) => {
      if (!isArchiveKey(key)) return null;
      const near = await cache.get(key);
      if (near !== null) return near;
      const object = await objectOf(key);
      const bytes = object === null ? null : await readWhole(bucket, object);
      if (object === null || bytes === null) return null;
      if (contentKey(bytes) !== key) {
        log.warn({ key }, 'archived picture damaged');
        return null;
      }
      await remember(bytes, mediaTypeOf(object.name));
      return bytes;
    },
    find: async (key) => {
      if (!isArchiveKey(key)) return null;
      const near = await cache.find(key);
      if (near !== null) return near;
      const object = await objectOf(key);
      if (object === null) return null;
      const { name, bytes } = object;
      return {
        key,
        mediaType: mediaTypeOf(name),
        bytes,
        read: async function* (range) {
          const pieces = await bucket.read(name, range);
          if (pieces === null) throw new Error(`${name} is not in the bucket any more`);
          yield* pieces;
        },
      };
    },
  };
}
