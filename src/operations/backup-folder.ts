/**
 * The layout of a backup folder: `<moment>/backup.json`, `<moment>/files.jsonl` and `<moment>/fourfold.db` for each
 * backup, and one `archive/` that all of them share. A backup is complete once its folder has its final name.
 */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type ArchiveFile, isArchivePath, unlessMissing } from '#images/archive-files.ts';

/** The facts of a backup: its time and contents. */
export type BackupFacts = z.infer<typeof FACTS>;

/** A complete backup in a folder. */
export type Backup = { readonly name: string; readonly facts: BackupFacts };

/** The database's copy in a backup. */
export const DATABASE_NAME = 'fourfold.db';

/** The backup's facts, as JSON. */
export const FACTS_NAME = 'backup.json';

/** The backup's files with their hashes, one per line. */
export const FILES_NAME = 'files.jsonl';

/** The pictures of all backups of a folder. */
export const SHARED_ARCHIVE = 'archive';

/** Left by an interrupted backup; removed by the next one. */
export const UNFINISHED = '.unfinished';

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;
const FACTS = z.object({
  version: z.literal(1),
  atMs: z.number().int().nonnegative(),
  /** Null: the data is in PostgreSQL, which has its own backups. */
  database: z
    .object({ bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
  pictures: z.object({
    count: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
  }),
});
const FILE = z.object({
  path: z.string().refine(isArchivePath, 'is no path of an archive'),
  bytes: z.number().int().nonnegative(),
});

/** The folder name of a backup made at this time; names sort by time. */
export function backupName(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(':', '-');
}

/**
 * Every complete backup of the folder, oldest first; none if the folder is missing.
 * @throws {Error} for an unreadable backup, with what to do.
 */
export async function listBackups(folder: string): Promise<readonly Backup[]> {
  const names = (await namesIn(folder)).filter((name) => NAME.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name, FACTS_NAME);
      try {
        return { name, facts: FACTS.parse(JSON.parse(await readFile(path, 'utf8'))) };
      } catch (cause) {
        throw new Error(
          `${path} cannot be read. Remove ${join(folder, name)}, or take another backup.`,
          { cause },
        );
      }
    }),
  );
}

/** The pictures listed in a backup. */
export async function* filesOf(folder: string, name: string): AsyncGenerator<ArchiveFile> {
  const input = createReadStream(join(folder, name, FILES_NAME));
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield FILE.parse(JSON.parse(line));
  }
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await unlessMissing(readdir(folder))) ?? [];
