/**
 * `npm run backup -- FOLDER`: a backup of database and pictures while the bot runs; the second copies only what is new.
 * It exits with 0, with 1 if a picture of the archive is damaged or older backups could not be removed (everything else
 * is in the backup), or with 2 if no backup was made.
 */
import { parseArgs } from 'node:util';
import { dataPlaces } from '#config/backup-settings.ts';
import { addEnvFile } from '#config/environment.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { makeBackup } from '#operations/make-backup.ts';
import { systemClock } from '#system/clock.ts';
import { makeFilesPrivate } from '#system/private-files.ts';

const USAGE = 'npm run backup -- FOLDER (without one: BACKUP_DIR)\n';

makeFilesPrivate();
try {
  addEnvFile(process.env);
  const { positionals } = parseArgs({ allowPositionals: true });
  const { databaseFile, postgresUrl, archive, isBucket, backup } = dataPlaces(process.env);
  const folder = positionals[0] ?? backup.folder;
  if (positionals.length > 1) throw new Error(`Usage: ${USAGE}`);
  const isFile = postgresUrl === null;
  const report = await makeBackup(
    { folder, databaseFile: isFile ? databaseFile : null, archive, keep: backup.keep },
    systemClock,
  );
  for (const path of report.damaged) process.stderr.write(`${archive}/${path} is damaged\n`);
  process.stdout.write(
    `Backup ${report.name} in ${folder}: ${report.copied} pictures copied (${report.copiedBytes} bytes), ` +
      `${report.present} were there; ${report.removed.length} older backups removed.\n`,
  );
  if (!isFile) {
    // Not the URL itself, which contains a password.
    process.stderr.write(
      'The database is NOT in this backup: DATABASE_URL names a PostgreSQL database, which its own tools back up, as in ' +
        'pg_dump --format=custom --file=fourfold.dump "$DATABASE_URL" (back: pg_restore).\n',
    );
  }
  if (isBucket) {
    process.stderr.write(
      'The pictures are NOT in this backup: ARCHIVE_URL names a bucket, which its own service backs up.\n',
    );
  }
  if (report.problem !== null) process.stderr.write(`${report.problem}\n`);
  process.exitCode = report.damaged.length === 0 && report.problem === null ? 0 : 1;
} catch (error) {
  process.stderr.write(`No backup was made. ${reasonOf(error)}\n`);
  process.exitCode = 2;
}
