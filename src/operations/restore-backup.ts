/**
 * Restores a backup into an empty target. Pictures come first and the database last, renamed atomically: if there is a
 * database the restore is complete, and an interrupted one can be run again.
 */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyArchiveFile, listArchive, sizeOf, unlessMissing } from '#images/archive-files.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { searchBeforePosting } from '#store/sqlite/copy-database.ts';
import { DataNewerError, DataOlderError } from '#store/sqlite/data-version-errors.ts';
import { schemaOf } from '#store/sqlite/schema-age.ts';
import {
  type Backup,
  DATABASE_NAME,
  FILES_NAME,
  filesOf,
  listBackups,
  SHARED_ARCHIVE,
} from './backup-folder.ts';
import { sha256Of } from './make-backup.ts';

/** Source and target of a restore. */
export type RestoreOrder = {
  readonly folder: string;
  /** The backup's name; null: the newest. */
  readonly name: string | null;
  /** Must not exist. */
  readonly databaseFile: string;
  readonly archive: string;
};

/** The outcome. */
export type RestoreReport = {
  readonly name: string;
  readonly pictures: number;
  readonly hasDatabase: boolean;
  /** Files that are missing or damaged in the backup; everything else was restored. */
  readonly lost: readonly string[];
  /** Differences found by the ledger audit, as sentences; null: not audited, since the database must be upgraded first. */
  readonly differences: readonly string[] | null;
};

/** Restores the backup; throws an error with what to do if it cannot. */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const { folder, databaseFile, archive } = order;
  // A leftover WAL or journal of an older database would be applied to the restored one.
  for (const ending of ['', '-wal', '-journal']) {
    const path = `${databaseFile}${ending}`;
    if ((await sizeOf(path)) === null) continue;
    throw new Error(
      `${path} exists, and a restore never replaces data. Stop the bot and move the old folder away, or name an empty one with --to.`,
    );
  }
  const { name, facts } = await findBackup(folder, order.name);
  const copy = join(folder, name, DATABASE_NAME);
  const isWhole = facts.database === null || (await hashOf(copy)) === facts.database.sha256;
  if (!isWhole) throw new Error(`${copy} is damaged. Take another backup with --at.`);
  if (facts.database !== null && schemaOf(copy) === 'newer') throw new DataNewerError(copy);
  await mkdir(archive, { recursive: true, mode: 0o700 });
  const shared = join(folder, SHARED_ARCHIVE);
  const isListed = (await countFiles(folder, name)) === facts.pictures.count;
  const lost = isListed ? [] : [join(name, FILES_NAME)];
  let pictures = 0;
  // Without its list, the pictures of all backups are restored; the bot's daily sweep removes unused ones.
  for await (const file of isListed ? filesOf(folder, name) : listArchive(shared)) {
    const outcome = await copyArchiveFile(shared, archive, file);
    if (outcome === 'missing' || outcome === 'damaged') lost.push(file.path);
    else pictures += 1;
  }
  const hasDatabase = facts.database !== null;
  if (hasDatabase) await placeDatabase(copy, databaseFile);
  const differences = hasDatabase ? booksOf(databaseFile) : [];
  return { name, pictures, hasDatabase, lost, differences };
}

async function findBackup(folder: string, wanted: string | null): Promise<Backup> {
  const { backups, unreadable } = await listBackups(folder);
  const names = [...backups.map(({ name }) => name), ...unreadable].toSorted();
  const name = wanted ?? names.at(-1);
  const found = backups.find((backup) => backup.name === name);
  if (found !== undefined) return found;
  if (name === undefined || names.length === 0) {
    throw new Error(`${folder} holds no backup. Name the folder that npm run backup was given.`);
  }
  const others = backups.map((backup) => backup.name).join(', ');
  const choice = others === '' ? '' : ` Take another one with --at: ${others}.`;
  throw new Error(
    unreadable.includes(name)
      ? `The backup ${name} in ${folder} cannot be read: it is damaged, or of a newer version.${choice}`
      : `${folder} holds no backup ${name}.${choice}`,
  );
}

/** The number of pictures listed in a backup; null if the list is missing or damaged. */
async function countFiles(folder: string, name: string): Promise<number | null> {
  let count = 0;
  try {
    for await (const _ of filesOf(folder, name)) count += 1;
    return count;
  } catch {
    // The caller reports the list as damaged.
    return null;
  }
}

/** Differences in the books; null if the file must be upgraded first. */
function booksOf(databaseFile: string): readonly string[] | null {
  try {
    return auditBooks(databaseFile);
  } catch (error) {
    if (error instanceof DataOlderError) return null;
    throw error;
  }
}

const hashOf = (path: string) => unlessMissing(sha256Of(path));

async function placeDatabase(copy: string, file: string): Promise<void> {
  const draft = `${file}.partial`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  await copyFile(copy, draft);
  searchBeforePosting(draft);
  await rename(draft, file);
}
