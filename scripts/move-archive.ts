/**
 * `npm run move-archive -- --from data/archive --to s3://bucket?endpoint=https://host`, or the other way: every picture
 * is copied under its name unless it exists, and verified against its hash. The source is unchanged. If interrupted,
 * run the same command again; with a running bot, run it once more after the restart. It exits with 0, with 1 if a
 * picture is damaged, or with 2 if the move failed.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { archivePlace, BUCKET_SCHEME } from '#config/archive-place.ts';
import { addEnvFile, givenValues } from '#config/environment.ts';
import { reasonOf } from '#domain/reason-of.ts';
import {
  type ArchiveFile,
  isArchivePath,
  listArchive,
  unlessMissing,
  writeArchiveFile,
} from '#images/archive-files.ts';
import { contentKey, keyInPath, mediaTypeOf } from '#images/archive-names.ts';
import { createBucket, readWhole } from '#images/bucket.ts';
import { systemClock } from '#system/clock.ts';
import { makeFilesPrivate } from '#system/private-files.ts';
import { systemRandom } from '#system/random.ts';

const USAGE =
  'npm run move-archive -- --from data/archive --to s3://bucket?endpoint=https://host (or the other way)';
const AT_ONCE = 8;

/** Source or target of the move. A running bot may use it. */
type Side = {
  list(): AsyncIterable<ArchiveFile>;
  /** Null if it was removed meanwhile. */
  read(file: ArchiveFile): Promise<Uint8Array | null>;
  write(path: string, bytes: Uint8Array): Promise<unknown>;
};

function sideOf(place: string): Side {
  if (!place.startsWith(BUCKET_SCHEME)) {
    return {
      list: () => listArchive(place),
      read: ({ path }) => unlessMissing(readFile(join(place, path))),
      write: (path, bytes) => writeArchiveFile(place, path, bytes),
    };
  }
  const read = archivePlace({ ...givenValues(process.env), ARCHIVE_URL: place });
  if (read.kind === 'problems') {
    throw new Error(
      read.problems.map(({ variable, problem }) => `${variable} ${problem}`).join('; '),
    );
  }
  if (read.place === null) throw new Error(`Usage: ${USAGE}`);
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

async function moveAll(source: Side, target: Side) {
  const present = new Map<string, number>();
  for await (const { path, bytes } of target.list()) present.set(path, bytes);
  const counts = { copied: 0, present: 0, damaged: 0 };
  const move = async (file: ArchiveFile): Promise<void> => {
    if (present.get(file.path) === file.bytes) {
      counts.present++;
      return;
    }
    const bytes = await source.read(file);
    if (bytes === null) return;
    if (keyInPath(file.path) !== contentKey(bytes)) {
      counts.damaged++;
      process.stderr.write(`${file.path} is damaged and was not copied\n`);
      return;
    }
    await target.write(file.path, bytes);
    counts.copied++;
  };
  const files = source.list()[Symbol.asyncIterator]();
  /** Workers share one list of files. */
  const mover = async (): Promise<void> => {
    for (let next = await files.next(); next.done !== true; next = await files.next()) {
      await move(next.value);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, mover));
  return counts;
}

makeFilesPrivate();
try {
  addEnvFile(process.env);
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  const { from = '', to = '' } = values;
  if (from === '' || to === '' || from === to) throw new Error(`Usage: ${USAGE}`);
  if (!from.startsWith(BUCKET_SCHEME) && !existsSync(from)) {
    throw new Error(`There is no folder ${from}. Name the archive, as data/archive.`);
  }
  const counts = await moveAll(sideOf(from), sideOf(to));
  process.stdout.write(
    `${counts.copied} pictures copied, ${counts.present} were there already, ${counts.damaged} damaged\n`,
  );
  process.exitCode = counts.damaged === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}
