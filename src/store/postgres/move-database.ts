/**
 * Moves all data between a SQLite file and a PostgreSQL database, in either direction; it may be interrupted and
 * repeated.
 */
import { existsSync, renameSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type pg from 'pg';
import type { Clock } from '#ports/clock.ts';
import { auditBooks } from '../sqlite/audit-books.ts';
import { acquireInstanceLock } from '../sqlite/instance-lock.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { compareRows, copyRows, TABLES_IN_ORDER } from './move-data.ts';
import { postgresSide, sqliteSide, tablesOf } from './move-sides.ts';
import { connect, openPool } from './open-pool.ts';
import { UNFINISHED_MOVE, upgradePostgres } from './upgrade-postgres.ts';

/** The databases and the direction. */
export type MoveOptions = {
  readonly file: string;
  readonly url: string;
  readonly toPostgres: boolean;
  readonly clock: Clock;
  readonly progress: (table: string, rows: number) => void;
};

/**
 * Differences and errors in the books afterwards, as sentences; empty if the move is finished.
 * @throws {Error} if the source is missing, the target file exists, or a process uses either.
 */
export async function moveData(options: MoveOptions): Promise<readonly string[]> {
  const { file, url, toPostgres, clock } = options;
  if (toPostgres && !existsSync(file)) throw new Error(`There is no file ${file}.`);
  // A leftover WAL or journal of an older database would be applied to the new one.
  const [old] = ['', '-wal', '-journal'].map((ending) => `${file}${ending}`).filter(existsSync);
  if (!toPostgres && old !== undefined) throw new Error(`${old} exists: name a new file`);
  const lock = await acquireInstanceLock({ file, clock });
  const pool = openPool({ url });
  try {
    const first = await connect(pool);
    first.release();
    await refuseRunningProcesses(pool);
    return toPostgres ? await fillPostgres(options, pool) : await fillFile(options, pool);
  } finally {
    await pool.end();
    lock.release();
  }
}

async function fillPostgres({ file, progress }: MoveOptions, pool: pg.Pool) {
  await upgradePostgres(pool, { mayBeUnfinished: true });
  await begin(pool);
  const database = openDatabase({ file });
  try {
    const tables = tablesOf(database);
    const sides = { from: sqliteSide(database), to: postgresSide(pool) };
    await setTriggers(pool, 'DISABLE');
    await copyRows(tables, sides, progress);
    await setTriggers(pool, 'ENABLE');
    for (const table of ['entries', 'grants', 'draws']) {
      await pool.query(
        `SELECT setval(pg_get_serial_sequence('${table}', 'number'), coalesce((SELECT max(number) FROM ${table}), 0) + 1, false)`,
      );
    }
    const differences = await compareRows(tables, sides, { isWhole: true });
    const problems = [...differences, ...auditBooks(file)];
    if (problems.length === 0) {
      await pool.query('DELETE FROM migrations WHERE name = $1', [UNFINISHED_MOVE]);
    }
    return problems;
  } finally {
    database.close();
  }
}

async function fillFile({ file, progress }: MoveOptions, pool: pg.Pool) {
  await upgradePostgres(pool);
  const unfinished = `${file}.moving`;
  const database = openDatabase({ file: unfinished });
  let problems: readonly string[];
  try {
    const triggers = rulesOf();
    dropTriggers(database);
    // Rows are copied table by table, so entries come before their draws.
    database.pragma('foreign_keys = OFF');
    const tables = tablesOf(database);
    const sides = { from: postgresSide(pool), to: sqliteSide(database) };
    await copyRows(tables, sides, progress);
    for (const sql of triggers) database.exec(sql);
    problems = await compareRows(tables, sides, { isWhole: true });
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
  const found = [...problems, ...auditBooks(unfinished)];
  // A bot that was started meanwhile may have changed rows already copied.
  await refuseRunningProcesses(pool);
  if (found.length === 0) renameSync(unfinished, file);
  return found;
}

/** Throws if a bot uses the database. */
async function refuseRunningProcesses(pool: pg.Pool): Promise<void> {
  const { rows: known } = await pool.query(`SELECT to_regclass('workers') AS name`);
  if (known[0]?.name === null) return;
  const { rows } = await pool.query('SELECT id FROM workers WHERE expires_at > clock_timestamp()');
  if (rows.length > 0)
    throw new Error(`${rows.length} bot processes run on the database: stop them`);
}

/** Marks the database as partly filled; throws if it has data that no move brought. */
async function begin(pool: pg.Pool): Promise<void> {
  const { rows: marks } = await pool.query('SELECT 1 FROM migrations WHERE name = $1', [
    UNFINISHED_MOVE,
  ]);
  if (marks.length > 0) return;
  for (const table of TABLES_IN_ORDER) {
    const { rows } = await pool.query(`SELECT 1 FROM "${table}" LIMIT 1`);
    if (rows.length > 0) throw new Error(`the database holds ${table} already: name an empty one`);
  }
  await pool.query('INSERT INTO migrations (name) VALUES ($1)', [UNFINISHED_MOVE]);
}

/** Rows are copied as they are, without the triggers' checks. */
async function setTriggers(pool: pg.Pool, how: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const table of TABLES_IN_ORDER)
    await pool.query(`ALTER TABLE "${table}" ${how} TRIGGER USER`);
}

function rulesOf(): readonly string[] {
  const fresh = openDatabase({ file: ':memory:' });
  try {
    return fresh
      .prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
      .pluck()
      .all();
  } finally {
    fresh.close();
  }
}

function dropTriggers(database: Database.Database): void {
  const names = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
    .pluck()
    .all();
  for (const name of names) database.exec(`DROP TRIGGER "${name}"`);
}
