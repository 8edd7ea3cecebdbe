/**
 * `npm run restore -- FOLDER [--at NAME] [--to DATA_DIR]`: restores the newest backup of the folder, or the named one,
 * into an empty data folder, and audits the ledger. It exits with 0, with 1 if a part of the backup is missing or the
 * ledger does not balance, or with 2 if nothing was restored.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataPlaces } from '#config/backup-settings.ts';
import { addEnvFile } from '#config/environment.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { DATABASE_NAME } from '#operations/backup-folder.ts';
import { restoreBackup } from '#operations/restore-backup.ts';
import { makeFilesPrivate } from '#system/private-files.ts';

const USAGE = 'npm run restore -- FOLDER [--at NAME] [--to DATA_DIR]';

makeFilesPrivate();
try {
  addEnvFile(process.env);
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { at: { type: 'string' }, to: { type: 'string' } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new Error(`Usage: ${USAGE}`);
  const own = dataPlaces(process.env);
  const { to } = values;
  if (to === undefined && own.postgresUrl !== null) {
    throw new Error('DATABASE_URL names a PostgreSQL database: restore into a folder with --to.');
  }
  const report = await restoreBackup({
    folder,
    name: values.at ?? null,
    databaseFile: to === undefined ? own.databaseFile : join(to, DATABASE_NAME),
    archive: to === undefined ? own.archive : join(to, 'archive'),
  });
  for (const path of report.lost) process.stderr.write(`${path} is missing from the backup\n`);
  for (const difference of report.differences ?? []) process.stderr.write(`${difference}\n`);
  process.stdout.write(
    `Backup ${report.name} restored: ${report.pictures} pictures, ${report.lost.length} missing. ` +
      `${report.hasDatabase ? booksText(report.differences) : 'It holds no database.'}\n`,
  );
  process.exitCode = report.lost.length + (report.differences?.length ?? 0) === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}

function booksText(differences: readonly string[] | null): string {
  if (differences === null) {
    return 'It is of an earlier version: start the bot, which upgrades it, then run npm run audit-ledger.';
  }
  return differences.length === 0 ? 'The books balance.' : 'The books do not balance.';
}
