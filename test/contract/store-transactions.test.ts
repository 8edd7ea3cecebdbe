/** How: PostgreSQL's engine with work of the test's own; the database itself is asked what it kept. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPool } from '#store/postgres/open-pool.ts';
import { createPostgresEngine } from '#store/postgres/postgres-engine.ts';
import { upgradePostgres } from '#store/postgres/upgrade-postgres.ts';
import { lock, statement, together, type Work } from '#store/statement.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';

const insert = statement<{ readonly key: string; readonly value: string | null }>(
  'INSERT INTO facts (key, value) VALUES (@key, @value)',
);
const count = statement<object, { readonly rows: number }>('SELECT count(*) AS rows FROM facts');
const fail = statement<object, { readonly quotient: number }>('SELECT 1 / 0 AS quotient');
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
    const [before, , after] = yield* together(
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
    return depth === 0 ? yield* work : yield* together(deep(work, depth - 1));
  }
  function* writes(): Work<void> {
    yield* deep(count.first({}), 30);
    yield* lock('a turn of its own');
    yield* insert.count({ key: 'late', value: '' });
  }
  function* work(): Work<void> {
    yield* together(writes(), fail.first({}));
  }
  await expect(engine().write(work)).rejects.toMatchObject(DIVISION_BY_ZERO);
  expect(await kept()).toEqual([]);
});
