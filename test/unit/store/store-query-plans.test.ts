/**
 * How: every statement that the store has is explained. SQLite plans without statistics (the store never gathers
 * any), so that the plan seen here is the plan of a file with millions of jobs.
 */
import { afterAll, describe, expect, it } from 'vitest';
import '#store/create-store.ts';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { statementText } from '#store/sqlite/sqlite-engine.ts';
import { statementTexts } from '#store/statement.ts';

/** Tables that grow for ever. */
const GROWING = [
  'jobs',
  'entries',
  'draws',
  'grants',
  'steps',
  'pictures',
  'videos',
  'accounts',
  'remarks',
  'charges',
  'usage',
  'threads',
  'acts',
  'notices',
  'guild_settings',
  'member_settings',
];

/** Indexes over what is unfinished alone: walking one costs what the work in progress is, and no more. */
const SMALL_INDEXES = [
  'jobs_ready',
  'jobs_waiting',
  'jobs_waiting_by_age',
  'jobs_waiting_by_due',
  'jobs_in_hand',
  'jobs_unfinished',
  'notices_to_show',
];

/** Asked when a person or a server is forgotten, or for a person's data, which is rare: these may take as long as they need. */
const RARE = [
  /^DELETE FROM (remarks|guild_settings|member_settings|custom_options) WHERE (user|guild)_id = @/,
  /^UPDATE remarks SET user_id = '0' WHERE user_id = @/,
  /FROM remarks WHERE user_id = @userId LIMIT @most$/,
  /FROM accounts CROSS JOIN jobs/,
  /guild_id IN \(SELECT guild_id FROM accounts\)/,
];

const database = openDatabase({ file: ':memory:' });
// A new parent row makes SQLite plan a walk of the children, for a transaction with one that lacks its parent. None has.
database.pragma('foreign_keys = OFF');
afterAll(() => {
  database.close();
});
const statements = statementTexts().map(statementText);

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

  it.each(statements.filter((sql) => !RARE.some((rare) => rare.test(sql))))(
    'walks no table that grows: %s',
    (sql) => {
      expect(walks(planOf(sql))).toEqual([]);
    },
  );

  // Sums over a span of days, and turns over the work in progress, have to be sorted; they are bounded otherwise.
  it.each(statements.filter((sql) => /LIMIT @/.test(sql) && !/GROUP BY/.test(sql)))(
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
