/** Checks the data folder: space, database, pictures, backups. It writes one empty file and removes it. */
import { existsSync } from 'node:fs';
import { access, constants, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '#config/config.ts';
import { intactSize, listArchive } from '#images/archive-files.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { listBackups } from '../backup-folder.ts';
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts';

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
export async function checkDatabase({ databaseFile, postgresUrl }: Config): Promise<Finding> {
  const check = 'database';
  if (postgresUrl !== null) return checkPostgres(postgresUrl);
  if (!existsSync(databaseFile)) return ok(check, 'none yet: the first start makes it');
  try {
    await access(databaseFile, constants.R_OK | constants.W_OK);
    const differences = auditBooks(databaseFile);
    const [first] = differences;
    return first === undefined
      ? ok(check, 'is whole, and its books balance')
      : problem(
          check,
          `${differences.length} faults, the first: ${first}`,
          'Stop the bot, keep a copy of the data folder, and see "When the books do not balance" in docs/operating.md.',
        );
  } catch (error) {
    return problem(check, reasonOf(error), 'Restore the last backup: npm run restore.');
  }
}

async function checkPostgres(url: string): Promise<Finding> {
  const pool = openPool({ url, connectionsMax: 1 });
  try {
    await pool.query('SELECT 1');
    return ok('database', 'PostgreSQL answers');
  } catch (error) {
    return problem(
      'database',
      `PostgreSQL does not answer: ${reasonOf(error)}`,
      'Check DATABASE_URL, and that the database runs and takes this user.',
    );
  } finally {
    await pool.end();
  }
}

/** Verifies a sample of the archive's files against their hashes. */
export async function checkArchive({ dataDir }: Config, chance: () => number): Promise<Finding> {
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
    if ((await intactSize(archive, path)) === null) damaged.push(path);
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
export async function checkBackups({ backup }: Config, nowMs: number): Promise<Finding> {
  const check = 'backups';
  try {
    const last = (await listBackups(backup.folder)).at(-1);
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
