/**
 * How: every statement that an open store has prepared is explained. SQLite plans without
 * statistics (the store never gathers any), so that the plan seen here is the plan of a file with
 * millions of jobs.
 */
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';

/** Tables that grow for ever. */
const GROWING = ['jobs', 'entries', 'steps', 'pictures', 'accounts', 'remarks', 'usage', 'threads'];

/** Indexes over unfinished jobs alone: walking one costs what the work in hand is, and no more. */
const SMALL_INDEXES = [
  'jobs_ready',
  'jobs_waiting',
  'jobs_waiting_by_due',
  'jobs_in_hand',
  'jobs_unfinished',
  'jobs_leased',
];

const { database, statements } = preparedStatements();
afterAll(() => database.close());

/** The statements of a store, and a connection to explain them with. */
function preparedStatements() {
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  openSqliteStore({ file: ':memory:' });
  const [connection] = prepare.mock.contexts;
  const found = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  if (!(connection instanceof Database)) throw new Error('the store prepared nothing');
  // What upgrades the file runs before the tables exist, and once.
  const own = found.slice(found.indexOf('BEGIN IMMEDIATE'));
  return { database: connection, statements: own.filter((sql) => !isControl(sql)) };
}

function isControl(sql: string): boolean {
  return /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/.test(sql);
}

function planOf(sql: string): readonly string[] {
  const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]));
  const unnamed = [...sql.matchAll(/\?/g)].map(() => null);
  const bound = Object.keys(named).length > 0 ? [...unnamed, named] : unnamed;
  return database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...bound)
    .map(({ detail }) => detail);
}

/** What the plan walks from end to end although it grows for ever. */
function walks(plan: readonly string[]): readonly string[] {
  return plan.filter((detail) => {
    const [, table, index] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail) ?? [];
    if (table === undefined || !GROWING.includes(table)) return false;
    return index === undefined || !SMALL_INDEXES.includes(index);
  });
}

describe('query plans', () => {
  it('finds the statements', () => {
    expect(statements.length).toBeGreaterThan(25);
  });

  it.each(statements)('walks no table that grows: %s', (sql) => {
    expect(walks(planOf(sql))).toEqual([]);
  });

  it.each(statements.filter((sql) => /LIMIT \?/.test(sql)))(
    'reads a list off its index, without sorting all there is: %s',
    (sql) => {
      expect(planOf(sql).filter((detail) => detail.includes('TEMP B-TREE'))).toEqual([]);
    },
  );

  it('would see a walk', () => {
    expect(walks(planOf('SELECT * FROM jobs WHERE vendor = ?'))).toEqual(['SCAN jobs']);
    expect(walks(planOf('SELECT id FROM jobs ORDER BY interaction_id'))).toHaveLength(1);
  });
});
