// Stores pictures as files named by the SHA-256 of their content, `ab/cd/<sha>.<ext>`. It relies on rename being atomic
// within one file system: a file with its final name is complete. It never changes a stored picture, and deletes one
// only on request.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Archive, ArchiveUnavailableError, type ArchiveUpkeep } from '#ports/archive.ts';
import { createArchiveChecks } from './archive-checks.ts';
import { listArchive, sizeOf, syncFolder, unlessMissing } from './archive-files.ts';
import {
  ARCHIVE_KINDS,
  archiveFolder,
  contentKey,
  extensionOf,
  isArchiveKey,
  keyInPath,
} from './archive-names.ts';
import { createArchiveSize } from './archive-size.ts';
import { createRecentlyReused } from './recently-reused.ts';
import { openStaging } from './staging.ts';

/** The memory per slow reader. */
const READ_BYTES = 64 * 1024;
/** Inside the archive, so that a rename from here never crosses file systems. */
const UNFINISHED = '.unfinished';

/** Opens the archive in a directory owned by one process; leftovers of a crash are removed. */
export async function openArchive(
  directory: string,
  nowMs: () => number = () => 0,
): Promise<Archive & ArchiveUpkeep> {
  const unfinished = join(directory, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });

  const folderOf = (key: string) => join(directory, archiveFolder(key));
  const pathOf = (key: string, extension: string) => join(folderOf(key), `${key}.${extension}`);
  const size = createArchiveSize(() => listArchive(directory));
  const recentlyReused = createRecentlyReused(nowMs);
  const writing = new Map<string, Promise<void>>();
  const staging = await openStaging(directory, async (path, name) => {
    const folder = folderOf(name);
    const bytes = (await sizeOf(path)) ?? 0;
    await size.add(bytes);
    await mkdir(folder, { recursive: true });
    await rename(path, join(folder, name));
    await syncFolder(folder);
  });
  const described = (bytes: Uint8Array, mediaType: string) => {
    const key = contentKey(bytes);
    const extension = extensionOf(mediaType);
    const entry = { key, mediaType, bytes: bytes.byteLength };
    return { entry, name: `${key}.${extension}` };
  };
  const checks = createArchiveChecks(directory);
  /** Whether the file exists with the right content; a corrupted one is written again. */
  const isIntact = async (key: string, name: string, bytes: number): Promise<boolean> =>
    (await sizeOf(join(folderOf(key), name))) === bytes &&
    (await checks.size(`${archiveFolder(key)}/${name}`)) === bytes;
  const isKept = async (key: string): Promise<boolean> => {
    for (const [, extension] of ARCHIVE_KINDS) {
      if ((await sizeOf(pathOf(key, extension))) !== null) return true;
    }
    return false;
  };

  const keepFile = async (key: string, name: string, bytes: Uint8Array): Promise<void> => {
    recentlyReused.note(key);
    if (await isIntact(key, name, bytes.byteLength)) return;
    recentlyReused.forget(key);
    const path = join(folderOf(key), name);
    const damagedBytes = (await sizeOf(path)) ?? 0;
    await size.add(bytes.byteLength);
    const draft = join(unfinished, randomUUID());
    await mkdir(folderOf(key), { recursive: true });
    try {
      const file = await open(draft, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      // A crash before this line leaves a draft, which the next start removes.
      await rename(draft, path);
      size.take(damagedBytes);
    } catch (cause) {
      size.take(bytes.byteLength);
      await rm(draft, { force: true });
      throw cause;
    }
    // Without this a power failure may lose the name, and a row would refer to a missing file.
    await syncFolder(folderOf(key));
  };

  return {
    async stage(bytes, mediaType) {
      const { entry, name } = described(bytes, mediaType);
      recentlyReused.note(entry.key);
      if (await isIntact(entry.key, name, bytes.byteLength)) return entry;
      recentlyReused.forget(entry.key);
      await staging.stage(entry.key, name, bytes);
      return entry;
    },
    hold: staging.hold,
    has: async (key) => isArchiveKey(key) && (staging.has(key) || (await isKept(key))),

    async put(bytes, mediaType) {
      const { entry, name } = described(bytes, mediaType);
      // Concurrent writes of the same bytes are merged, and counted once.
      const write =
        writing.get(entry.key) ??
        keepFile(entry.key, name, bytes).finally(() => writing.delete(entry.key));
      writing.set(entry.key, write);
      try {
        await write;
      } catch (cause) {
        throw new ArchiveUnavailableError(cause);
      }
      return entry;
    },

    async remove(key) {
      if (!isArchiveKey(key)) return 0;
      if (recentlyReused.isRecent(key)) return 0;
      let freed = 0;
      for (const [, extension] of ARCHIVE_KINDS) {
        const path = pathOf(key, extension);
        const bytes = await sizeOf(path);
        if (bytes === null) continue;
        await rm(path, { force: true });
        size.take(bytes);
        freed += bytes;
      }
      return freed;
    },

    async *files() {
      for await (const { path, bytes } of listArchive(directory)) {
        const found = await unlessMissing(stat(join(directory, path)));
        if (found !== null) yield { key: keyInPath(path), bytes, atMs: found.mtimeMs };
      }
    },

    count: size.count,
    bytes: size.bytes,
    limitTo: size.limitTo,

    async get(key) {
      if (!isArchiveKey(key)) return null;
      for (const [, extension] of ARCHIVE_KINDS) {
        const bytes = await unlessMissing(readFile(pathOf(key, extension)));
        // Corrupted bytes count as missing, so that no partial picture is shown.
        if (bytes && contentKey(bytes) === key) return bytes;
      }
      return null;
    },

    async find(key) {
      if (!isArchiveKey(key)) return null;
      for (const [mediaType, extension] of ARCHIVE_KINDS) {
        const path = pathOf(key, extension);
        // Corrupted files count as missing here too.
        const bytes = await checks.sizeOnce(`${archiveFolder(key)}/${key}.${extension}`);
        if (bytes === null) continue;
        return {
          key,
          mediaType,
          bytes,
          read: ({ first, last }) =>
            createReadStream(path, { start: first, end: last, highWaterMark: READ_BYTES }),
        };
      }
      return null;
    },
  };
}
