/**
 * How: the store's own work on a SQLite database that says what each transaction would lock on PostgreSQL, row by row. The
 * order is the one in `statement.ts`, written down here again.
 */
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { messageId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { EventEffects } from '#ports/job-store.ts';
import { createStore } from '#store/create-store.ts';
import { statementText } from '#store/sqlite/sqlite-engine.ts';
import { upgradeDatabase } from '#store/sqlite/upgrade-database.ts';
import { runNow, type SyncDatabase } from '#store/statement.ts';
import {
  ARCHIVED,
  createWorld,
  DELIVERED,
  FAILED,
  GUILD,
  MONTHLY,
  NOW,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
} from '../../contract/store-world.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** The place of each table in the order of locks; others are only written under the lock of one of these. */
const PLACES = new Map([
  ['jobs', 0],
  ...['accounts', 'grants', 'draws', 'entries'].map((table) => [table, 1] as const),
  ...['charges', 'usage', 'vendor_days'].map((table) => [table, 2] as const),
]);
const NAMES = ['jobs', 'accounts', 'charges'];
const LOCKS =
  /^(?:UPDATE (?<updated>\w+)|DELETE FROM (?<deleted>\w+)|INSERT INTO (?<inserted>\w+)|SELECT .*? FROM (?<read>\w+) .*FOR NO KEY UPDATE)/s;

/** The table and the row that a statement locks, as far as it is told apart; null: none that others wait for. */
function lockOf(text: string, values: object): { table: string; row: string } | null {
  const { updated, deleted, inserted, read } = LOCKS.exec(text)?.groups ?? {};
  const table = updated ?? deleted ?? inserted ?? read ?? '';
  // A new job is known to nobody else.
  if (!PLACES.has(table) || inserted === 'jobs') return null;
  const found = ['id', 'jobId', 'guildId'].map((name) => Reflect.get(values, name));
  return { table, row: `${table} ${found.find((value) => value !== undefined) ?? ''}` };
}

async function setup() {
  const database = new Database(':memory:');
  upgradeDatabase(database, { file: ':memory:', migrationsDir, log: undefined });
  const transactions: string[][] = [];
  let locked: string[] = [];
  const recording: SyncDatabase = {
    prepare: <Row>(text: string) => {
      const real = database.prepare<[object], Row>(statementText(text));
      const noted = (values: object) => {
        const lock = lockOf(text, values);
        if (lock !== null && !locked.includes(lock.row)) locked.push(lock.row);
        return values;
      };
      return {
        get: (values) => real.get(noted(values)),
        all: (values) => real.all(noted(values)),
        run: (values) => real.run(noted(values)),
      };
    },
  };
  const world = await createWorld(() =>
    createStore({
      read: async (work) => runNow(recording, work()),
      write: async (work) => {
        locked = [];
        const answer = database.transaction(() => runNow(recording, work()))();
        transactions.push(locked);
        return answer;
      },
      worker: null,
      announce: () => {},
      close: async () => void database.close(),
    }),
  );
  const moved = async (
    job: Job,
    ...events: readonly (readonly [JobEvent, EventEffects?])[]
  ): Promise<Job> => {
    let held = job;
    for (const [event, effects] of events) {
      const outcome = await world.store.saveEvent(held, event, NOW, effects);
      if (outcome.kind !== 'saved') throw new Error(`${event.kind}: ${outcome.kind}`);
      held = outcome.job;
    }
    return held;
  };
  return { ...world, transactions, moved };
}

const COST = { unit: 'USD', micros: 100 };
const ACT = { key: 'act:1', author: USER, atMs: NOW };

it('every transaction takes its locks in one order', async () => {
  const { store, accept, moved, transactions } = await setup();
  const vendorCost = { ...COST, ceilingMicros: 10_000 };
  const done = await moved(
    await accept({ vendorCost }),
    [{ kind: 'vendor-changed', vendor: 'other' }, { vendorCost: COST }],
    [SUBMIT_BEGAN],
    [SUBMIT_ACCEPTED],
    [ARCHIVED],
    [DELIVERED, { settleCredits: 6, vendorCost: { unit: 'USD', micros: 50 }, sendsCopy: true }],
  );
  await moved(await accept({ vendorCost }), [FAILED], [{ kind: 'notice-shown' }]);
  await accept({ parentId: done.id, vendorCost });
  const sale = { guildId: GUILD, amount: 50, kind: 'purchase', reason: 'bought' } as const;
  const times = { effectiveAtMs: NOW, expiresAtMs: null };
  await store.grantCredits(
    { ...sale, ...times, key: 'sale:1', author: null, sale: 'sale-1' },
    MONTHLY,
    NOW,
  );
  await store.endSale('sale-1', { author: 'discord', reason: 'over', atMs: NOW, isPaidBack: true });
  await store.adjustCredits(
    { guildId: GUILD, amount: -5, key: 'adjust:1', reason: 'too many', author: USER },
    MONTHLY,
    NOW,
  );
  await store.changeSettings(GUILD, { kind: 'quota', quota: { monthlyCredits: 5 } }, ACT);
  await store.removeFiles([done.id], NOW);
  await store.forgetWords(NOW + 1, NOW, 10);
  const others = { origin: { userId: userId('150000000000000009') } };
  for (let made = 0; made < 3; made += 1)
    await moved(await accept({ ...others, vendorCost }), [FAILED]);
  await store.acknowledgeJob(done.id, messageId('180000000000000001'), NOW);
  const whose = { kind: 'person', userId: others.origin.userId } as const;
  expect(await store.forgetJobs(whose, NOW, 10)).toMatchObject({ jobs: 3 });
  const places = transactions.map((rows) =>
    rows.map((row) => PLACES.get(row.split(' ')[0] ?? '') ?? -1),
  );
  const isInOrder = (one: readonly number[]) => one.every((at, n) => at >= (one[n - 1] ?? 0));
  expect(transactions.filter((_, n) => !isInOrder(places[n] ?? []))).toEqual([]);
  // Two jobs at once as well, in the order of their ids.
  const several = transactions.filter((rows) => rows.filter((row) => /^jobs/.test(row)).length > 1);
  expect(several).toHaveLength(1);
  for (const rows of several) expect(rows.slice(0, 3)).toEqual(rows.slice(0, 3).toSorted());
  // The test has seen what it judges: an accept, a move with its sums, an end, an end of a job whose cost changed.
  const seen = new Set(places.map((one) => [...new Set(one)].map((at) => NAMES[at]).join()));
  for (const way of ['accounts,charges', 'jobs,charges', 'jobs,accounts,charges'])
    expect(seen).toContain(way);
});
