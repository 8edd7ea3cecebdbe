// Keeps pictures as files named by the SHA-256 of their content, `ab/cd/<sha>.<ext>`.
// Relies on rename being atomic within one file system: a file with its final name is whole.
// Never changes or deletes a kept picture.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '#ports/archive.ts';
import { syncFolder } from './archive-files.ts';
import { ARCHIVE_KINDS, archiveFolder, extensionOf, isArchiveKey } from './archive-names.ts';
import { openStaging } from './staging.ts';

/** What one slow reader holds in memory. */
const READ_BYTES = 64 * 1024;
/** Inside the archive, so that a rename from here never crosses file systems. */
const UNFINISHED = '.unfinished';

/** Opens the archive in a directory, which one process owns; leftovers of a crash are removed. */
export async function openArchive(directory: string): Promise<Archive> {
  const unfinished = join(directory, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });

  const folderOf = (key: string) => join(directory, archiveFolder(key));
  const pathOf = (key: string, extension: string) => join(folderOf(key), `${key}.${extension}`);
  const staging = await openStaging(directory, async (path, name) => {
    const folder = folderOf(name);
    await mkdir(folder, { recursive: true });
    await rename(path, join(folder, name));
    await syncFolder(folder);
  });
  const described = (bytes: Uint8Array, mediaType: string) => {
    const key = sha256(bytes);
    const extension = extensionOf(mediaType);
    const entry = { key, mediaType, bytes: bytes.byteLength };
    return { entry, name: `${key}.${extension}`, path: pathOf(key, extension) };
  };
  const isKept = async (key: string): Promise<boolean> => {
    for (const [, extension] of ARCHIVE_KINDS) {
      if ((await sizeOf(pathOf(key, extension))) !== null) return true;
    }
    return false;
  };

  return {
    async stage(bytes, mediaType) {
      const { entry, name, path } = described(bytes, mediaType);
      if ((await sizeOf(path)) !== bytes.byteLength) await staging.stage(entry.key, name, bytes);
      return entry;
    },
    hold: staging.hold,
    has: async (key) => isArchiveKey(key) && (staging.has(key) || (await isKept(key))),

    async put(bytes, mediaType) {
      const { entry, path } = described(bytes, mediaType);
      const { key } = entry;
      if ((await sizeOf(path)) === bytes.byteLength) return entry;
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
      } catch (cause) {
        await rm(draft, { force: true });
        throw cause;
      }
      // Without this the name itself may be lost with the power, and a row would point at nothing.
      await syncFolder(folderOf(key));
      return entry;
    },

    async get(key) {
      if (!isArchiveKey(key)) return null;
      for (const [, extension] of ARCHIVE_KINDS) {
        const bytes = await readIfThere(pathOf(key, extension));
        // Bytes that rotted on disk are as good as missing: nobody is shown half a picture.
        if (bytes && sha256(bytes) === key) return bytes;
      }
      return null;
    },

    async find(key) {
      if (!isArchiveKey(key)) return null;
      for (const [mediaType, extension] of ARCHIVE_KINDS) {
        const path = pathOf(key, extension);
        const bytes = await sizeOf(path);
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

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function sizeOf(path: string): Promise<number | null> {
  return unlessMissing(stat(path).then(({ size }) => size));
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return unlessMissing(readFile(path));
}

async function unlessMissing<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}
