/**
 * Restores a backup into an empty target. Pictures come first and the database last, renamed atomically: if there is a
 * database the restore is complete, and an interrupted one can be run again.
 */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyArchiveFile, sizeOf } from '#images/archive-files.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { expectEarlierPosts } from '#store/sqlite/copy-database.ts';
import { DATABASE_NAME, filesOf, listBackups, SHARED_ARCHIVE } from './backup-folder.ts';
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
  /** Pictures that are missing or damaged in the backup; everything else was restored. */
  readonly lost: readonly string[];
  /** Differences found by the ledger audit, as sentences. */
  readonly differences: readonly string[];
};

/** Restores the backup; throws an error with what to do if it cannot. */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const { folder, databaseFile, archive } = order;
  // A leftover WAL of an older database would be applied to the restored one.
  if ((await exists(databaseFile)) || (await exists(`${databaseFile}-wal`))) {
    throw new Error(
      `${databaseFile} or its -wal file exists, and a restore never replaces data. Stop the bot and move the old folder away, or name an empty one with --to.`,
    );
  }
  const backups = await listBackups(folder);
  const backup =
    order.name === null ? backups.at(-1) : backups.find(({ name }) => name === order.name);
  if (backup === undefined) {
    const known = backups.map(({ name }) => name).join(', ');
    throw new Error(
      order.name === null || known === ''
        ? `${folder} holds no backup. Name the folder that npm run backup was given.`
        : `${folder} holds no backup ${order.name}. It holds: ${known}.`,
    );
  }
  const { name, facts } = backup;
  const copy = join(folder, name, DATABASE_NAME);
  if (facts.database !== null && (await sha256Of(copy)) !== facts.database.sha256) {
    throw new Error(`${copy} is damaged. Take another backup with --at.`);
  }
  await mkdir(archive, { recursive: true, mode: 0o700 });
  const lost: string[] = [];
  let pictures = 0;
  for await (const file of filesOf(folder, name)) {
    const outcome = await copyArchiveFile(join(folder, SHARED_ARCHIVE), archive, file);
    if (outcome === 'missing' || outcome === 'damaged') lost.push(file.path);
    else pictures += 1;
  }
  const hasDatabase = facts.database !== null;
  if (hasDatabase) await placeDatabase(copy, databaseFile);
  const differences = hasDatabase ? auditBooks(databaseFile) : [];
  return { name, pictures, hasDatabase, lost, differences };
}

async function placeDatabase(copy: string, file: string): Promise<void> {
  const draft = `${file}.partial`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rm(draft, { force: true });
  await copyFile(copy, draft);
  expectEarlierPosts(draft);
  await rename(draft, file);
}

const exists = async (path: string): Promise<boolean> => (await sizeOf(path)) !== null;
