/** How: PostgreSQL's engine with work of the test's own; the database itself is asked what it kept. */
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { guildId } from '#domain/ids.ts';
import { dayAt } from '#domain/period.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { createPostgresEngine } from '#store/postgres/postgres-engine.ts';
import { upgradePostgres } from '#store/postgres/upgrade-postgres.ts';
import { concurrently, lock, statement, type Work } from '#store/statement.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { createWorld, GUILD, MONTHLY, NOW } from './store-world.ts';

const insert = statement<{ readonly key: string; readonly value: string | null }>(
  'INSERT INTO facts (key, value) VALUES (@key, @value)',
);
const count = statement<object, { readonly rows: number }>('SELECT count(*) AS rows FROM facts');
const fail = statement<object, { readonly quotient: number }>('SELECT 1 / 0 AS quotient');
// When the transaction began, to the microsecond. SQLite takes it too: every statement is planned there by another test.
const beginning = statement<object, { readonly at: string }>(
  'SELECT CAST(CURRENT_TIMESTAMP AS text) AS at',
);
const NO_VALUE = { code: '23502' };
const DIVISION_BY_ZERO = { code: '22012' };

let server: PostgresServer;
let pool: ReturnType<typeof openPool>;
beforeAll(async () => {
  server = await startPostgres();
  pool = openPool({ url: await server.newDatabase() });
  await upgradePostgres(pool);
});
afterAll(async () => {
  await pool.end();
  await server.close();
});
beforeEach(async () => {
  await pool.query('DELETE FROM facts');
});

const engine = () => createPostgresEngine({ pool, worker: 'one', announce: () => {} });
const kept = async () => {
  const { rows } = await pool.query<{ key: string }>('SELECT key FROM facts ORDER BY key');
  return rows.map(({ key }) => key);
};

it('a transaction is told and undone where a write failed that nobody waited for', async () => {
  const work = function* (): Work<string> {
    yield* insert.run({ key: 'before', value: '' });
    yield* insert.run({ key: 'bad', value: null });
    yield* insert.run({ key: 'after', value: '' });
    return 'done';
  };
  await expect(engine().write(work)).rejects.toMatchObject(NO_VALUE);
  expect(await kept()).toEqual([]);
});

it('the same where that is learnt before the end', async () => {
  const work = function* (): Work<void> {
    yield* concurrently(count.first({}), insert.run({ key: 'bad', value: null }));
  };
  await expect(engine().write(work)).rejects.toMatchObject(NO_VALUE);
  expect(await kept()).toEqual([]);
});

it('what is asked after such a write is told why it failed, not that it came too late', async () => {
  const work = function* (): Work<number> {
    yield* insert.run({ key: 'bad', value: null });
    return (yield* count.first({}))?.rows ?? 0;
  };
  await expect(engine().write(work)).rejects.toMatchObject(NO_VALUE);
});

it('one that met another is done again, and its connection is as good as before', async () => {
  await engine().write(() => insert.run({ key: '1', value: '' }));
  const connections = pool.totalCount;
  let attempts = 0;
  const work = function* (): Work<number> {
    attempts += 1;
    yield* insert.run({ key: String(attempts), value: '' });
    return attempts;
  };
  expect(await engine().write(work)).toBe(2);
  expect(await kept()).toEqual(['1', '2']);
  expect(pool.totalCount).toBe(connections);
});

it('questions that need not wait for each other are answered in their order', async () => {
  const work = function* (): Work<readonly (number | undefined)[]> {
    const [before, , after] = yield* concurrently(
      count.first({}),
      insert.run({ key: 'between', value: '' }),
      count.first({}),
    );
    return [before?.rows, after?.rows];
  };
  expect(await engine().write(work)).toEqual([0, 1]);
});

it('no work goes on once another one beside it has failed', async () => {
  // The deeper, the later it hears that its question was answered.
  function* deep(work: Work<unknown>, depth: number): Work<unknown> {
    return depth === 0 ? yield* work : yield* concurrently(deep(work, depth - 1));
  }
  function* writes(): Work<void> {
    yield* deep(count.first({}), 30);
    yield* lock('a turn of its own');
    yield* insert.count({ key: 'late', value: '' });
  }
  function* work(): Work<void> {
    yield* concurrently(writes(), fail.first({}));
  }
  await expect(engine().write(work)).rejects.toMatchObject(DIVISION_BY_ZERO);
  expect(await kept()).toEqual([]);
});

it('jobs of several servers keep their vendor under its ceiling together', async () => {
  const url = await server.newDatabase();
  const { store, draft } = await createWorld(() => openPostgresStore({ url, worker: 'one' }));
  // Enough for three of them.
  const vendorCost = { unit: 'USD', micros: 10, ceilingMicros: 35 };
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, place) => {
      const asked = draft({ origin: { guildId: guildId(`13000000000000000${place}`) } });
      return store.acceptJob({ ...asked, vendorCost }, 1_000, NOW);
    }),
  );
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(3);
  expect(outcomes.filter(({ kind }) => kind === 'limited')).toHaveLength(5);
});

/** Resolves once so many statements wait for a lock; asked outside a transaction, which sees one moment only. */
const someoneWaits = (asked: pg.Pool, many = 1) =>
  expect
    .poll(
      async () =>
        (
          await asked.query(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
          )
        ).rowCount,
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(many);

describe('two transactions that need the same rows', () => {
  it('wait for each other in one direction where two jobs change places between two vendors', async () => {
    const url = await server.newDatabase();
    const { store, draft } = await createWorld(() => openPostgresStore({ url, worker: 'one' }));
    const other = openPool({ url });
    onTestFinished(() => other.end());
    const cost = { unit: 'USD', micros: 10, ceilingMicros: null };
    const accept = async (vendor: string) => {
      const outcome = await store.acceptJob({ ...draft({ vendor }), vendorCost: cost }, 1_000, NOW);
      if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
      return outcome.job;
    };
    await accept('a');
    const job = await accept('b');
    const client = await other.connect();
    try {
      await client.query("BEGIN; SELECT 1 FROM vendor_days WHERE vendor = 'a' FOR NO KEY UPDATE");
      const event = { kind: 'vendor-changed', vendor: 'a' } as const;
      const moved = store.saveEvent(job, event, NOW, { vendorCost: cost });
      await someoneWaits(other);
      // The move waits for the first vendor's sum and holds no other.
      await client.query("SET LOCAL lock_timeout = '100ms'");
      await client.query("UPDATE vendor_days SET cost_micros = cost_micros WHERE vendor = 'b'");
      await client.query('COMMIT');
      expect(await moved).toMatchObject({ kind: 'saved', job: { vendor: 'a' } });
      expect(await store.vendorSpentMicros('a', dayAt(NOW, 'UTC'), 'USD')).toBe(20);
      expect(await store.vendorSpentMicros('b', dayAt(NOW, 'UTC'), 'USD')).toBe(0);
    } finally {
      client.release(true);
    }
  });

  it('leave nothing of a sale that is paid back in the moment it is booked', async () => {
    const url = await server.newDatabase();
    const { store, account } = await createWorld(() => openPostgresStore({ url, worker: 'one' }));
    const other = openPool({ url });
    onTestFinished(() => other.end());
    const { available } = await account();
    const client = await other.connect();
    try {
      // The booking stops after it has asked whether the sale was paid back.
      await client.query('BEGIN; LOCK TABLE draws IN EXCLUSIVE MODE');
      const sale = { guildId: GUILD, amount: 50, kind: 'purchase', reason: 'bought' } as const;
      const booked = store.grantCredits(
        { ...sale, key: 'k', sale: 's', author: null, effectiveAtMs: NOW, expiresAtMs: null },
        MONTHLY,
        NOW,
      );
      await someoneWaits(other);
      const end = { author: 'discord', reason: 'paid back', atMs: NOW, isPaidBack: true };
      const ended = store.endSale('s', end);
      await Promise.race([ended, someoneWaits(other, 2)]);
      await client.query('COMMIT');
      await Promise.all([booked, ended]);
      expect(await account()).toMatchObject({ available });
    } finally {
      client.release(true);
    }
  });
});

describe('works that may share a transaction', () => {
  it('do, one for each key, in the order of the keys', async () => {
    const { write } = engine();
    const begun: string[] = [];
    const asked = [
      { name: 'c', line: 'one', key: 'c' },
      { name: 'a', line: 'one', key: 'a' },
      { name: 'b', line: 'one', key: 'b' },
      { name: 'a again', line: 'one', key: 'a' },
    ];
    const beganAt = await Promise.all(
      asked.map(({ name, ...sharing }) =>
        write(function* () {
          begun.push(name);
          const row = yield* beginning.first({});
          yield* insert.run({ key: name, value: '' });
          return row?.at;
        }, sharing),
      ),
    );
    expect(new Set(beganAt.slice(0, 3)).size).toBe(1);
    // It begins when the first of its key is committed.
    expect(beganAt[3]).not.toBe(beganAt[1]);
    expect(begun.filter((name) => ['a', 'b', 'c'].includes(name))).toEqual(['a', 'b', 'c']);
    expect(await kept()).toEqual(['a', 'a again', 'b', 'c']);
  });

  it.each([
    ['in the database', () => insert.run({ key: 'bad', value: null })],
    [
      'by itself',
      // biome-ignore lint/correctness/useYield: it never comes to ask anything.
      function* (): Work<void> {
        throw new RangeError('a surprise');
      },
    ],
  ])('where one fails %s, it alone is told', async (_, fails) => {
    const { write } = engine();
    const works = [() => insert.run({ key: 'one', value: '' }), fails];
    works.push(() => insert.run({ key: 'two', value: '' }));
    const ends = await Promise.allSettled(
      works.map((work, place) => write(work, { line: 'one', key: String(place) })),
    );
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await kept()).toEqual(['one', 'two']);
  });

  it('are not done again where their commit was not answered: it may have been done', async () => {
    // Ends the connection within the commit.
    await pool.query(`CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`);
    await pool.query(`CREATE CONSTRAINT TRIGGER leaves AFTER INSERT ON facts
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave()`);
    onTestFinished(async () => {
      await pool.query('DROP TRIGGER leaves ON facts');
    });
    const { write } = engine();
    let attempts = 0;
    const ends = await Promise.allSettled(
      ['a', 'b'].map((key) =>
        write(
          function* () {
            attempts += 1;
            yield* insert.run({ key, value: '' });
          },
          { line: 'one', key },
        ),
      ),
    );
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(attempts).toBe(2);
  });
});
