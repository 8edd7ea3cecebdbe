import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotSavedError } from '#ports/store.ts';
import { createWriteQueue } from '#store/sqlite/write-queue.ts';

function setup() {
  const statements: string[] = [];
  const database = new Database(':memory:', {
    verbose: (sql) => {
      statements.push(String(sql));
    },
  });
  onTestFinished(() => {
    database.close();
  });
  database.exec('CREATE TABLE numbers (number INTEGER UNIQUE) STRICT');
  const insert = database.prepare<[number]>('INSERT INTO numbers VALUES (?)');
  const all = database.prepare<[], number>('SELECT number FROM numbers ORDER BY number').pluck();
  const queue = createWriteQueue(database);
  return {
    database,
    queue,
    write: (number: number) =>
      queue.run(() => {
        insert.run(number);
        return number;
      }),
    numbers: () => all.all(),
    commits: () => statements.filter((sql) => sql === 'COMMIT').length,
  };
}

it('commits what arrives together together, in its order', async () => {
  const { write, commits } = setup();
  expect(await Promise.all([write(1), write(2), write(3)])).toEqual([1, 2, 3]);
  expect(commits()).toBe(1);
});

it('answers only after the commit', async () => {
  const { database, write } = setup();
  let wasOpen = true;
  await write(1).then(() => {
    wasOpen = database.inTransaction;
  });
  expect(wasOpen).toBe(false);
});

it('undoes a write that throws, whole, and no other', async () => {
  const { queue, write, numbers, database } = setup();
  const half = queue.run(() => {
    database.exec('INSERT INTO numbers VALUES (7)');
    throw new Error('half way');
  });
  const outcomes = await Promise.allSettled([write(1), half, write(1), write(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  expect(numbers()).toEqual([1, 2]);
});

it('believes nothing of a transaction that the database gave up', async () => {
  const { queue, write, numbers, database } = setup();
  database.exec(`CREATE TRIGGER gives_up BEFORE INSERT ON numbers WHEN NEW.number = 13
    BEGIN SELECT RAISE(ROLLBACK, 'gave up'); END`);
  const outcomes = await Promise.allSettled([write(1), write(13), write(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(numbers()).toEqual([1, 2]);
  expect(await write(3)).toBe(3);
  expect(await queue.run(() => 'goes on')).toBe('goes on');
});

it('rejects what cannot be committed, and nothing else', async () => {
  const { database, write, numbers } = setup();
  database.pragma('foreign_keys = ON');
  database.exec(`CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED) STRICT;
    CREATE TRIGGER orphans AFTER INSERT ON numbers WHEN NEW.number = 13
    BEGIN INSERT INTO children VALUES (1); END`);
  const outcomes = await Promise.allSettled([write(1), write(13)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(numbers()).toEqual([1]);
  expect(await write(2)).toBe(2);
});

it.each([
  ['full', 'max_page_count = 2', /full/],
  ['read-only', 'query_only = ON', /readonly/],
])(
  'says of a disk that is %s that nothing was saved, and of other errors what they are',
  async (_, pragma, why) => {
    const { database, write, queue, numbers } = setup();
    await write(1);
    database.pragma(pragma);
    const large = () =>
      queue.run(() => {
        database.exec(
          'CREATE TABLE large (text TEXT); INSERT INTO large VALUES (hex(zeroblob(9000)))',
        );
      });
    await expect(large()).rejects.toThrow(NotSavedError);
    await expect(large()).rejects.toThrow(why);
    database.pragma('query_only = OFF');
    await expect(write(1)).rejects.toThrow(/UNIQUE/);
    await expect(write(1)).rejects.not.toThrow(NotSavedError);
    expect(numbers()).toEqual([1]);
  },
);

it('gives each a transaction only where several failed together', async () => {
  const { write, commits, numbers, queue } = setup();
  await Promise.allSettled([write(1), write(1), write(2)]);
  expect(commits()).toBe(2);
  await Promise.all([write(3), write(4)]);
  expect(commits()).toBe(3);
  const last = Promise.allSettled([write(5), write(5), write(6)]);
  queue.flush();
  expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await last).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('lets the event loop breathe between large batches', async () => {
  const { write, commits, numbers } = setup();
  const writes = Array.from({ length: 150 }, (_, number) => write(number));
  await Promise.all(writes);
  expect(commits()).toBe(3);
  expect(numbers()).toHaveLength(150);
});

describe('while another process writes', () => {
  function shared() {
    const folder = mkdtempSync(join(tmpdir(), 'queue-'));
    const open = () => new Database(join(folder, 'file.db'), { timeout: 5_000 });
    const database = open();
    const other = open();
    onTestFinished(() => {
      other.close();
      database.close();
      rmSync(folder, { recursive: true });
    });
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE numbers (number INTEGER UNIQUE) STRICT');
    const insert = database.prepare<[number]>('INSERT INTO numbers VALUES (?)');
    const queue = createWriteQueue(database);
    const count = database.prepare<[], number>('SELECT count(*) FROM numbers').pluck();
    return {
      other,
      queue,
      write: (number: number) => queue.run(() => insert.run(number).changes),
      count: () => count.get(),
    };
  }

  it('waits without keeping the event loop, and loses nothing of what came meanwhile', async () => {
    const { other, write, count } = shared();
    other.exec('BEGIN IMMEDIATE; INSERT INTO numbers VALUES (1000)');
    const early = write(1);
    // The first try is made, and others: the loop goes on, and nobody is told anything yet.
    let turns = 0;
    const untilMs = performance.now() + 200;
    while (performance.now() < untilMs) {
      await setImmediate();
      turns += 1;
    }
    expect(turns).toBeGreaterThan(100);
    const late = Array.from({ length: 100 }, (_, place) => write(place + 2));
    await setImmediate();
    expect(count()).toBe(0);
    other.exec('COMMIT');
    await Promise.all([early, ...late]);
    expect(count()).toBe(102);
  });

  it('is over with an error for all once that takes too long', async () => {
    const { other, write, queue, count } = shared();
    other.exec('BEGIN IMMEDIATE');
    const waiting = Promise.allSettled([write(1), write(2)]);
    const outcomes = await waiting;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    other.exec('COMMIT');
    const last = write(3);
    queue.flush();
    expect(count()).toBe(1);
    await last;
  }, 60_000);
});
