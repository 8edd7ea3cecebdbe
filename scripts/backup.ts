/**
 * `npm run backup -- FOLDER`: a backup of database and pictures while the bot runs; the second copies only what is new.
 * It ends with 0, with 1 where a picture of the archive is damaged (everything else is in the backup), or with 2 where
 * no backup was made.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataPlaces } from '#config/backup-settings.ts';
import { makeBackup } from '#operations/make-backup.ts';
import { systemClock } from '#system/clock.ts';
import { makeFilesPrivate } from '#system/private-files.ts';

const USAGE = 'npm run backup -- FOLDER (without one: BACKUP_DIR)\n';

makeFilesPrivate();
if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const { positionals } = parseArgs({ allowPositionals: true });
  const { databaseFile, archive, backup } = dataPlaces(process.env);
  const folder = positionals[0] ?? backup.folder;
  if (positionals.length > 1) throw new Error(`Usage: ${USAGE}`);
  const report = await makeBackup(
    { folder, databaseFile, archive, keep: backup.keep },
    systemClock,
  );
  for (const path of report.damaged) process.stderr.write(`${archive}/${path} is damaged\n`);
  process.stdout.write(
    `Backup ${report.name} in ${folder}: ${report.copied} pictures copied (${report.copiedBytes} bytes), ` +
      `${report.present} were there; ${report.removed.length} older backups removed.\n`,
  );
  if (databaseFile === null) {
    // Not the address itself: it holds a password.
    process.stderr.write(
      'The database is NOT in this backup: DATABASE_URL names a PostgreSQL database, which its own tools back up, as in ' +
        'pg_dump --format=custom --file=fourfold.dump "$DATABASE_URL" (back: pg_restore).\n',
    );
  }
  process.exitCode = report.damaged.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`No backup was made. ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
