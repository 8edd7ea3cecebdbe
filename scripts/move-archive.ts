/**
 * `npm run move-archive -- --from data/archive --to s3://bucket?endpoint=https://host`, or the other way: every picture
 * is copied under its name unless it is there already, and compared with its name. Nothing is removed at the place it
 * came from. Interrupted, the same command goes on where it was; with a running bot, run it once more after the restart.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { archivePlace, BUCKET_SCHEME } from '#config/archive-place.ts';
import { openArchive } from '#images/archive.ts';
import { type ArchiveFile, isArchivePath, listArchive } from '#images/archive-files.ts';
import { contentKey, keyInPath, mediaTypeOf } from '#images/archive-names.ts';
import { createBucket, readWhole } from '#images/bucket.ts';
import { systemClock } from '#system/clock.ts';
import { systemRandom } from '#system/random.ts';

const USAGE =
  'npm run move-archive -- --from data/archive --to s3://bucket?endpoint=https://host (or the other way)\n';
const AT_ONCE = 8;

/** One side of the move. */
type Side = {
  list(): AsyncIterable<ArchiveFile>;
  read(file: ArchiveFile): Promise<Uint8Array | null>;
  write(path: string, bytes: Uint8Array): Promise<unknown>;
};

async function sideOf(place: string): Promise<Side> {
  if (!place.startsWith(BUCKET_SCHEME)) {
    const archive = await openArchive(place);
    return {
      list: () => listArchive(place),
      read: ({ path }) => readFile(join(place, path)),
      write: (path, bytes) => archive.put(bytes, mediaTypeOf(path)),
    };
  }
  const read = archivePlace({ ...process.env, ARCHIVE_URL: place });
  if (read.kind === 'problem') {
    throw new Error(`${read.problem.variable} ${read.problem.problem}`);
  }
  if (read.place === null) throw new Error(USAGE);
  const bucket = createBucket(read.place, { clock: systemClock, random: systemRandom });
  return {
    list: async function* () {
      for await (const { name, bytes } of bucket.list('')) {
        if (isArchivePath(name)) yield { path: name, bytes };
      }
    },
    read: ({ path, bytes }) => readWhole(bucket, { name: path, bytes }),
    write: (path, bytes) =>
      bucket.put(path, { bytes, sha256: contentKey(bytes), mediaType: mediaTypeOf(path) }),
  };
}

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const { from = '', to = '' } = values;
if (from === '' || to === '' || from === to) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const source = await sideOf(from);
const target = await sideOf(to);
const present = new Map<string, number>();
for await (const { path, bytes } of target.list()) present.set(path, bytes);
const counts = { copied: 0, present: 0, damaged: 0 };

async function move(file: ArchiveFile): Promise<void> {
  if (present.get(file.path) === file.bytes) {
    counts.present++;
    return;
  }
  const bytes = await source.read(file);
  if (bytes === null || keyInPath(file.path) !== contentKey(bytes)) {
    counts.damaged++;
    process.stderr.write(`${file.path} is damaged and was not copied\n`);
    return;
  }
  await target.write(file.path, bytes);
  counts.copied++;
}

const files = source.list()[Symbol.asyncIterator]();
/** Each takes the next file from the one list. */
async function mover(): Promise<void> {
  for (let next = await files.next(); next.done !== true; next = await files.next()) {
    await move(next.value);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, mover));
process.stdout.write(
  `${counts.copied} pictures copied, ${counts.present} were there already, ${counts.damaged} damaged\n`,
);
process.exitCode = counts.damaged === 0 ? 0 : 1;
