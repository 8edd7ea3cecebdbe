import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { BucketPlace } from '#ports/bucket-place.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Random } from '#ports/random.ts';
import { openArchive } from './archive.ts';
import { createBucketArchive } from './archive-bucket.ts';
import { openArchiveCache } from './archive-cache.ts';
import { createBucket } from './bucket.ts';
import { openStaging } from './staging.ts';

/** Opens the configured archive: a folder in the data folder, or a bucket with a cache there. */
export async function openPictureArchive(
  {
    dataDir,
    bucket,
    cacheBytes,
  }: {
    readonly dataDir: string;
    /** Null: the folder. */
    readonly bucket: BucketPlace | null;
    readonly cacheBytes: number;
  },
  edge: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): Promise<Archive & ArchiveUpkeep> {
  if (bucket === null) return openArchive(join(dataDir, 'archive'), edge.clock.nowMs);
  const cache = await openArchiveCache(join(dataDir, 'archive-cache'), cacheBytes);
  // Files held when the process died had already reached the bucket.
  const staging = await openStaging(join(dataDir, 'archive-staging'), (path) => rm(path));
  return createBucketArchive({
    bucket: createBucket(bucket, edge),
    cache,
    staging,
    clock: edge.clock,
    log: edge.log,
  });
}
