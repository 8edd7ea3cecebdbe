/** How: two processes on one PostgreSQL, each with a worker that only notes when it is told to look. */
import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { joinPostgres } from '#store/postgres/join-postgres.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { createWakes } from '#store/postgres/wakes.ts';
import { systemClock } from '#system/clock.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { createWorld, LEASE_MS, NOW, SUBMIT_ACCEPTED, SUBMIT_BEGAN } from './store-world.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

async function setUp() {
  const url = await server.newDatabase();
  const join = async (worker: string) => {
    const about = { roles: [worker], version: '1' };
    const data = await joinPostgres({ url, worker, about, machineClock: systemClock, log: silent });
    onTestFinished(() => data.close());
    const told: number[] = [];
    const events = new EventEmitter();
    const self = { looks: false };
    await data.start({
      onDue: (atMs) => {
        told.push(atMs);
        events.emit('told', atMs);
        return self.looks;
      },
      onBeat: () => {},
    });
    return { ...data, self, told, next: (): Promise<unknown[]> => once(events, 'told') };
  };
  const [one, two] = [await join('one'), await join('two')];
  const { accept } = await createWorld(async () => one.store);
  return { one, two, accept };
}

it('who announces looks at once; the others a moment later, or at once where it cannot', async () => {
  const { one, two, accept } = await setUp();
  let heard = two.next();
  const { id, dueAtMs } = await accept();
  // Its time is in the past: it is due.
  expect(await heard).toEqual([dueAtMs]);
  expect(one.told).toEqual([dueAtMs]);

  one.self.looks = true;
  heard = two.next();
  const beganAtMs = one.clock.nowMs();
  await one.store.wakeJob(id, NOW);
  const [toldMs] = await heard;
  expect(one.told.at(-1)).toBe(0);
  expect(Number(toldMs) - beganAtMs).toBeGreaterThanOrEqual(50);
});

it('a job that waits at its vendor is announced for when it is looked at next; a lost save is not announced', async () => {
  const { one, two, accept } = await setUp();
  let heard = two.next();
  const { id } = await accept();
  await heard;
  const [held] = await one.store.claimDue({
    nowMs: NOW,
    leaseMs: LEASE_MS,
    limit: 1,
    slots: { perVendor: { studio: 1 } },
  });
  if (held === undefined) throw new Error(`${id} is not due`);
  const began = await one.store.saveEventAndKeep(held, SUBMIT_BEGAN, NOW, LEASE_MS);
  if (began.kind !== 'saved') throw new Error(began.kind);
  one.told.length = 0;
  heard = two.next();
  await one.store.saveEvent(began.job, SUBMIT_ACCEPTED, NOW);
  expect(await heard).toEqual([SUBMIT_ACCEPTED.checkAtMs]);
  expect(await one.store.saveEvent(began.job, SUBMIT_ACCEPTED, NOW)).toEqual({ kind: 'stale' });
  expect(one.told).toEqual([SUBMIT_ACCEPTED.checkAtMs]);
});

it('what is due before the others look is announced; what is due after that is not', async () => {
  const url = await server.newDatabase();
  // One connection, so that all arrives in the order in which it was announced.
  const pool = openPool({ url, connectionsMax: 1 });
  const listener = new pg.Client(url);
  await listener.connect();
  onTestFinished(async () => {
    await Promise.all([pool.end(), listener.end()]);
  });
  const heard: (string | undefined)[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload));
  await listener.query('LISTEN fourfold_due');
  const wakes = createWakes({
    pool,
    url,
    worker: 'one',
    clock: systemClock,
    log: silent,
    onWake: () => {},
  });
  const nowMs = Date.now();
  for (const minutes of [60, 90, 30, 45]) {
    wakes.announce(nowMs + minutes * 60_000);
    await pool.query(`SELECT pg_notify('fourfold_due', 'after ${minutes}')`);
  }
  await listener.query('SELECT 1');
  expect(heard).toEqual([
    ...[`${nowMs + 60 * 60_000} one`, 'after 60', 'after 90'],
    ...[`${nowMs + 30 * 60_000} one`, 'after 30', 'after 45'],
  ]);
});
