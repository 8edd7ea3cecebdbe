/**
 * The layout of a backup folder: `<moment>/backup.json`, `<moment>/files.jsonl` and `<moment>/fourfold.db` for each
 * backup, and one `archive/` that all of them share. A backup is complete once its folder has its final name.
 */
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ArchiveFile, isArchivePath, unlessMissing } from '#images/archive-files.ts';

/** The facts of a backup: its time and contents. */
export type BackupFacts = z.infer<typeof FACTS>;

/** A complete backup in a folder. */
export type Backup = { readonly name: string; readonly facts: BackupFacts };

/** The backups of a folder, oldest first. */
export type BackupList = {
  readonly backups: readonly Backup[];
  /** Names of backups whose facts are missing, damaged or of a newer version. */
  readonly unreadable: readonly string[];
};

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

/** All backups of the folder; none if the folder is missing. Unreadable ones do not affect the others. */
export async function listBackups(folder: string): Promise<BackupList> {
  const names = (await namesIn(folder)).filter((name) => NAME.test(name)).toSorted();
  const found = await Promise.all(
    names.map(async (name) => ({ name, facts: await factsOf(join(folder, name)) })),
  );
  return {
    backups: found.flatMap(({ name, facts }) => (facts === null ? [] : [{ name, facts }])),
    unreadable: found.flatMap(({ name, facts }) => (facts === null ? [name] : [])),
  };
}

async function factsOf(backup: string): Promise<BackupFacts | null> {
  try {
    return FACTS.parse(JSON.parse(await readFile(join(backup, FACTS_NAME), 'utf8')));
  } catch {
    // Reported by the callers that need this backup.
    return null;
  }
}

/** The pictures listed in a backup; throws if the list is missing or damaged. */
export async function* filesOf(folder: string, name: string): AsyncGenerator<ArchiveFile> {
  const list = await open(join(folder, name, FILES_NAME));
  try {
    for await (const line of list.readLines({ autoClose: false })) {
      yield FILE.parse(JSON.parse(line));
    }
  } finally {
    await list.close();
  }
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await unlessMissing(readdir(folder))) ?? [];
