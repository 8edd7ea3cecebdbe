/**
 * Puts a backup into an empty place. Pictures come first and the database last, under its final name in one step: where
 * there is a database the restore is whole, and an interrupted one is done by running it again.
 */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyArchiveFile, sizeOf } from '#images/archive-files.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { expectEarlierPosts } from '#store/sqlite/copy-database.ts';
import { DATABASE_NAME, filesOf, listBackups, SHARED_ARCHIVE } from './backup-folder.ts';
import { sha256Of } from './make-backup.ts';

/** From where to where. */
export type RestoreOrder = {
  readonly folder: string;
  /** The backup's name; null: the newest. */
  readonly name: string | null;
  /** Must not exist. */
  readonly databaseFile: string;
  readonly archive: string;
};

/** What was done. */
export type RestoreReport = {
  readonly name: string;
  readonly pictures: number;
  readonly hasDatabase: boolean;
  /** Pictures that the backup should hold and does not hold whole; everything else was restored. */
  readonly lost: readonly string[];
  /** What the audit of the books found, as sentences. */
  readonly differences: readonly string[];
};

/** Restores it; throws, with what to do, where nothing may or can be restored. */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const { folder, databaseFile, archive } = order;
  // What SQLite left of an older database would be played into the restored one.
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
