/**
 * Makes a backup while the bot runs. The database is copied first: every picture that its rows refer to is already in
 * the archive, since pictures are archived before rows refer to them. Pictures never change, so only new ones are
 * copied.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  copyArchiveFile,
  intactSize,
  listArchive,
  sizeOf,
  syncFolder,
} from '#images/archive-files.ts';
import type { Clock } from '#ports/clock.ts';
import { copyDatabase } from '#store/sqlite/copy-database.ts';
import { acquireInstanceLock, DataInUseError } from '#store/sqlite/instance-lock.ts';
import {
  type BackupFacts,
  backupName,
  DATABASE_NAME,
  FACTS_NAME,
  FILES_NAME,
  SHARED_ARCHIVE,
  UNFINISHED,
} from './backup-folder.ts';
import { refuseOwnPlace, type SpaceCheck, spaceCheck } from './backup-place.ts';
import { type Removal, removeOlder } from './remove-backups.ts';

/** Source and target of a backup. */
export type BackupOrder = {
  /** Created if missing. */
  readonly folder: string;
  /** Null: the data is in PostgreSQL, and only pictures are backed up. */
  readonly databaseFile: string | null;
  readonly archive: string;
  /** The number of backups to keep; null: all. */
  readonly keep: number | null;
};

/** The outcome. */
export type BackupReport = {
  readonly name: string;
  /** Pictures that were new to the folder, and their bytes. */
  readonly copied: number;
  readonly copiedBytes: number;
  /** Pictures that the folder already had. */
  readonly present: number;
  /** Files whose content no longer matches their name; in the backup only if an earlier one had them intact. */
  readonly damaged: readonly string[];
} & Removal;

/** The space that a backup leaves free on the disk of the data. */
const RESERVE_BYTES = 1024 ** 3;

/**
 * Makes a backup; on failure throws and leaves earlier backups unchanged.
 *
 * @param reserveBytes What must stay free on a disk that also holds the data.
 */
export async function makeBackup(
  order: BackupOrder,
  clock: Clock,
  reserveBytes: number = RESERVE_BYTES,
): Promise<BackupReport> {
  const { folder } = order;
  await refuseOwnPlace(order);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder, clock);
  const draft = join(folder, UNFINISHED);
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    const checkSpace = await spaceCheck(order, reserveBytes);
    return await makeUnderLock(order, { draft, checkSpace, atMs: clock.nowMs() });
  } catch (error) {
    // An unfinished copy of the database could fill the bot's own disk.
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    lock.release();
  }
}

type Draft = { readonly draft: string; readonly checkSpace: SpaceCheck };

async function makeUnderLock(
  order: BackupOrder,
  { draft, checkSpace, atMs }: Draft & { readonly atMs: number },
): Promise<BackupReport> {
  const { folder, databaseFile, archive } = order;
  const database =
    databaseFile === null ? null : await addDatabase(databaseFile, { draft, checkSpace });
  const pictures = await addPictures(archive, folder, { draft, checkSpace });
  const facts: BackupFacts = {
    version: 1,
    atMs,
    database,
    pictures: { count: pictures.copied + pictures.present, bytes: pictures.bytes },
  };
  await writeFile(join(draft, FACTS_NAME), `${JSON.stringify(facts, null, 2)}\n`, { flush: true });
  const name = backupName(atMs);
  // A crash before this line leaves pictures that the next backup finds present, and a draft that it removes.
  await rename(draft, join(folder, name));
  await syncFolder(folder);
  const { bytes: _, ...counts } = pictures;
  const all: Removal = { removed: [], problem: null };
  const removal = order.keep === null ? all : await removeOlder(folder, name, order.keep);
  return { name, ...counts, ...removal };
}

/** Two at once would treat each other's drafts as leftovers. */
async function lockFolder(folder: string, clock: Clock) {
  try {
    return await acquireInstanceLock({ file: join(folder, 'backup'), clock, waitMs: 0 });
  } catch (error) {
    if (!(error instanceof DataInUseError)) throw error;
    throw new Error(`Another backup is being written to ${folder}. Wait until it has ended.`, {
      cause: error,
    });
  }
}

async function addDatabase(
  file: string,
  { draft, checkSpace }: Draft,
): Promise<BackupFacts['database']> {
  const copy = join(draft, DATABASE_NAME);
  await checkSpace(((await sizeOf(file)) ?? 0) + ((await sizeOf(`${file}-wal`)) ?? 0));
  await copyDatabase(file, copy);
  await chmod(copy, 0o600);
  await syncFile(copy);
  return { bytes: (await stat(copy)).size, sha256: await sha256Of(copy) };
}

async function addPictures(archive: string, folder: string, { draft, checkSpace }: Draft) {
  const shared = join(folder, SHARED_ARCHIVE);
  const counts = { copied: 0, copiedBytes: 0, present: 0, bytes: 0 };
  const damaged: string[] = [];
  async function* lines() {
    for await (const file of listArchive(archive)) {
      const outcome = await copyArchiveFile(archive, shared, file);
      // A file removed meanwhile is not part of this backup.
      if (outcome === 'missing') continue;
      if (outcome === 'damaged') {
        damaged.push(file.path);
        // An earlier backup may have it intact; then this one must list it too, or a later one would remove it.
        const bytes = await intactSize(shared, file.path);
        if (bytes === null) continue;
        counts.present += 1;
        counts.bytes += bytes;
        yield `${JSON.stringify({ ...file, bytes })}\n`;
        continue;
      }
      counts[outcome] += 1;
      counts.bytes += file.bytes;
      if (outcome === 'copied') {
        counts.copiedBytes += file.bytes;
        await checkSpace(0);
      }
      yield `${JSON.stringify(file)}\n`;
    }
  }
  await pipeline(lines, createWriteStream(join(draft, FILES_NAME), { flush: true }));
  return { ...counts, damaged };
}

/** The SHA-256 of a file in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
