/**
 * Keeps pictures in a bucket that several processes share, with those used last in a folder of this machine. Relies on
 * names being made from content: whoever writes an object writes the same bytes. A picture is in the bucket before
 * `put` resolves; the folder is only ever faster.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { PictureCache } from './archive-cache.ts';
import { archiveFolder, extensionOf, isArchiveKey, mediaTypeOf } from './archive-names.ts';
import { createArchiveSize } from './archive-size.ts';
import type { Bucket, BucketObject } from './bucket.ts';
import type { Staging } from './staging.ts';

/** The name of a picture's object; what `aws s3 sync` makes of an archive folder is named the same. */
const objectName = (key: string, mediaType: string): string =>
  `${archiveFolder(key)}/${key}.${extensionOf(mediaType)}`;

/** A request that gives a picture which is there already is accepted, and named in a row, within this time. */
const GIVEN_AGAIN_MS = 60_000;

/**
 * An archive in a bucket, over a cache that may forget anything at any time.
 *
 * @throws {Error} When reading, where the bucket lost the file.
 */
export function createBucketArchive(parts: {
  readonly bucket: Bucket;
  readonly cache: PictureCache;
  /** On this machine: what no job points at is not in the bucket. */
  readonly staging: Staging;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'warn'>;
}): Archive & ArchiveUpkeep {
  const { bucket, cache, staging, clock, log } = parts;
  const size = createArchiveSize(() => bucket.list(''));
  /** Pictures that this process was given again although they were there, and when. */
  const givenAgain = new Map<string, number>();

  /** The object of that key, whatever its extension. */
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

  async function whole({ name, bytes }: BucketObject): Promise<Buffer | null> {
    const pieces = await bucket.read(name, { first: 0, last: bytes - 1 });
    if (pieces === null) return null;
    const read: Uint8Array[] = [];
    for await (const piece of pieces) read.push(piece);
    return Buffer.concat(read);
  }

  async function upload(bytes: Uint8Array, name: string): Promise<void> {
    const [sha256 = ''] = name.split('.');
    const mediaType = mediaTypeOf(name);
    await bucket.put(objectName(sha256, mediaType), { bytes, sha256, mediaType });
    await remember(bytes, mediaType);
  }

  return {
    put: async (bytes, mediaType) => {
      const key = createHash('sha256').update(bytes).digest('hex');
      givenAgain.set(key, clock.nowMs());
      await size.add(bytes.byteLength);
      await bucket.put(objectName(key, mediaType), { bytes, sha256: key, mediaType });
      await remember(bytes, mediaType);
      return { key, mediaType, bytes: bytes.byteLength };
    },
    stage: async (bytes, mediaType) => {
      const key = createHash('sha256').update(bytes).digest('hex');
      await staging.stage(key, `${key}.${extensionOf(mediaType)}`, bytes);
      return { key, mediaType, bytes: bytes.byteLength };
    },
    remove: async (key) => {
      if (!isArchiveKey(key)) return 0;
      const againAtMs = givenAgain.get(key);
      if (againAtMs !== undefined && clock.nowMs() - againAtMs < GIVEN_AGAIN_MS) return 0;
      givenAgain.delete(key);
      await cache.remove(key);
      const object = await objectOf(key);
      if (object === null) return 0;
      await bucket.remove(object.name);
      size.take(object.bytes);
      return object.bytes;
    },
    // When an object was written is not asked for: all are taken as new, so that no sweep removes any.
    files: async function* () {
      for await (const { name, bytes } of bucket.list('')) {
        const [key = ''] = (name.split('/').at(-1) ?? '').split('.');
        yield { key, bytes, atMs: clock.nowMs() };
      }
    },
    count: size.count,
    bytes: size.bytes,
    limitTo: size.limitTo,
    hold: async (keys) => {
      const held = await staging.hold(keys);
      try {
        // Before the job is saved: any process may take it at once.
        for (const { path, name } of held.files) await upload(await readFile(path), name);
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
      const bytes = object === null ? null : await whole(object);
      if (object === null || bytes === null) return null;
      if (createHash('sha256').update(bytes).digest('hex') !== key) {
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
