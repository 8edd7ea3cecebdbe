/** Checks the data folder: space, database, pictures, backups. It writes one empty file and removes it. */
import { existsSync } from 'node:fs';
import { access, constants, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '#config/config.ts';
import { reasonOf } from '#domain/reason-of.ts';
import { intactSize, listArchive, sizeOf, unlessMissing } from '#images/archive-files.ts';
import { auditPostgres } from '#store/postgres/audit-postgres.ts';
import { DataNewerError } from '#store/sqlite/data-version-errors.ts';
import { DataUnreadableError, explainedError } from '#store/sqlite/explained-error.ts';
import { schemaOf } from '#store/sqlite/schema-age.ts';
import { auditInThread } from '../alerts/audit-in-thread.ts';
import { listBackups } from '../backup-folder.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const DISK_PROBLEM_BYTES = GIB;
const DISK_WARNING_BYTES = 5 * GIB;
/** Read completely: enough to notice disk corruption, and quick. */
const PICTURES_READ = 200;
const PROBE = '.doctor';

/** Small sizes are not rounded to zero. */
const sizeText = (bytes: number): string =>
  bytes < GIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;

/** Free space, and whether the folder is writable. */
export async function checkDisk({ dataDir }: Pick<Config, 'dataDir'>): Promise<Finding> {
  const check = 'disk';
  const folder = nearestFolder(resolve(dataDir));
  try {
    await writeFile(join(folder, PROBE), '', { flush: true });
    await rm(join(folder, PROBE));
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const found =
      `${sizeText(free)} free in ${dataDir}` +
      (existsSync(dataDir) ? '' : ', which the first start makes');
    const remedy =
      'Free some space, or let the bot remove old pictures: KEEP_PICTURES_DAYS, ARCHIVE_MAX_GB.';
    if (free < DISK_PROBLEM_BYTES) return problem(check, found, remedy);
    return free < DISK_WARNING_BYTES ? warning(check, found, remedy) : ok(check, found);
  } catch (error) {
    return problem(
      check,
      `${dataDir} cannot be written: ${reasonOf(error)}`,
      'Give the folder to the user that the bot runs as (in the container: node, id 1000).',
    );
  }
}

/** The folder itself, or the nearest existing parent in which the first start creates it. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Whether the database is readable and intact, and its ledger balances. */
export async function checkDatabase(
  config: Pick<Config, 'databaseFile' | 'postgresUrl'>,
): Promise<Finding> {
  const { databaseFile, postgresUrl } = config;
  if (postgresUrl !== null) return checkPostgres(postgresUrl);
  if (!existsSync(databaseFile)) return ok('database', 'none yet: the first start makes it');
  try {
    await access(databaseFile, constants.R_OK | constants.W_OK);
    const age = schemaOf(databaseFile);
    if (age === 'newer') throw new DataNewerError(databaseFile);
    if (age === 'older') {
      return warning(
        'database',
        'is of an earlier version',
        'Start the bot, which upgrades it after a copy.',
      );
    }
    // In a thread: a blocked event loop would make the concurrent network checks time out.
    return booksFinding(await auditInThread(databaseFile), 'is whole, and its books balance');
  } catch (error) {
    const explained = explainedError(databaseFile, error);
    const remedy =
      explained instanceof DataUnreadableError
        ? 'Restore the last backup: npm run restore.'
        : 'Then run npm run doctor again.';
    return problem('database', reasonOf(explained), remedy);
  }
}

function booksFinding(differences: readonly string[], good: string): Finding {
  const [first] = differences;
  if (first === undefined) return ok('database', good);
  return problem(
    'database',
    `${differences.length} faults, the first: ${first}`,
    'Stop the bot, keep a copy of the data, and see "When the books do not balance" in docs/operating.md.',
  );
}

/** PostgreSQL's error codes for an unknown table and an unknown column. */
const UNKNOWN_TO_POSTGRES: readonly unknown[] = ['42P01', '42703'];

async function checkPostgres(url: string): Promise<Finding> {
  try {
    return booksFinding(await auditPostgres(url), 'PostgreSQL answers, and the books balance');
  } catch (error) {
    if (error instanceof Error && 'code' in error && UNKNOWN_TO_POSTGRES.includes(error.code)) {
      return warning(
        'database',
        'PostgreSQL answers, and its tables are not those of this version',
        'Start the bot, which makes or upgrades them.',
      );
    }
    return problem('database', reasonOf(error), 'Then run npm run doctor again.');
  }
}

/** Verifies a sample of the archive's files against their hashes. */
export async function checkArchive(
  { dataDir }: Pick<Config, 'dataDir'>,
  chance: () => number,
): Promise<Finding> {
  const check = 'archive';
  const archive = join(dataDir, 'archive');
  const sample: string[] = [];
  let count = 0;
  let bytes = 0;
  for await (const file of listArchive(archive)) {
    count += 1;
    bytes += file.bytes;
    // Reservoir sampling.
    if (sample.length < PICTURES_READ) sample.push(file.path);
    else {
      const place = Math.floor(chance() * count);
      if (place < PICTURES_READ) sample[place] = file.path;
    }
  }
  const damaged: string[] = [];
  for (const path of sample) {
    const intact = await unlessMissing(intactSize(archive, path));
    // Missing: the bot removed it meanwhile.
    if (intact === null && (await sizeOf(join(archive, path))) !== null) damaged.push(path);
  }
  const found = `${count} files, ${sizeText(bytes)}`;
  return damaged.length === 0
    ? ok(check, `${found}; ${sample.length} read, all whole`)
    : problem(
        check,
        `${found}; ${damaged.length} of ${sample.length} read are damaged: ${damaged.slice(0, 5).join(', ')}`,
        "Check the disk, and restore these files from a backup's archive/, where they have the same path.",
      );
}

/** The age of the newest backup. */
export async function checkBackups(
  { backup }: Pick<Config, 'backup'>,
  nowMs: number,
): Promise<Finding> {
  const check = 'backups';
  try {
    const { backups, unreadable } = await listBackups(backup.folder);
    if (unreadable.length > 0) {
      return warning(
        check,
        `${unreadable.join(', ')} in ${backup.folder} cannot be read`,
        'Remove it, unless a newer version made it; other backups are as they were.',
      );
    }
    const last = backups.at(-1);
    if (backup.everyMs === null) {
      return last === undefined
        ? warning(check, 'there are none', 'Set BACKUP_EVERY=1d, or run npm run backup yourself.')
        : ok(check, `the newest is ${last.name}; the bot makes none by itself`);
    }
    const isLate = last === undefined || nowMs - last.facts.atMs > 2 * backup.everyMs;
    const found = last === undefined ? 'there are none yet' : `the newest is ${last.name}`;
    return isLate
      ? warning(
          check,
          found,
          'Look for "backup failed" in the log; the bot makes them while it runs.',
        )
      : ok(check, found);
  } catch (error) {
    return problem(check, reasonOf(error), `Check the folder ${backup.folder}.`);
  }
}
