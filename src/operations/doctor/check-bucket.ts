import { createHash } from 'node:crypto';
import { reasonOf } from '#domain/reason-of.ts';
import { isArchivePath } from '#images/archive-files.ts';
import { createBucket } from '#images/bucket.ts';
import type { BucketPlace } from '#ports/bucket-place.ts';
import type { Clock } from '#ports/clock.ts';
import { type Finding, ok, problem } from './finding.ts';

/** Each is a download. */
const PICTURES_READ = 3;

/** Verifies some pictures of the bucket against their hashes; writes nothing. */
export async function checkBucket(
  place: BucketPlace,
  { clock, chance }: { readonly clock: Clock; readonly chance: () => number },
): Promise<Finding> {
  const check = 'archive';
  const bucket = createBucket(place, { clock, random: { unit: chance } });
  let read = 0;
  try {
    for await (const { name, bytes } of bucket.list('')) {
      if (!isArchivePath(name)) continue;
      const pieces = await bucket.read(name, { first: 0, last: bytes - 1 });
      // The bot removed it meanwhile.
      if (pieces === null) continue;
      const hash = createHash('sha256');
      for await (const piece of pieces) hash.update(piece);
      if (!name.includes(hash.digest('hex'))) {
        return problem(
          check,
          `${name} in the bucket ${place.bucket} is damaged`,
          'Restore it from an earlier version of the object, or remove it; then look at the others.',
        );
      }
      read += 1;
      if (read === PICTURES_READ) break;
    }
    return ok(check, `the bucket ${place.bucket} answers; ${read} pictures read, all whole`);
  } catch (error) {
    return problem(
      check,
      `the bucket ${place.bucket}: ${reasonOf(error)}`,
      'Check ARCHIVE_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that the service runs.',
    );
  }
}
