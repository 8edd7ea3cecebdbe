/** How: two processes on one PostgreSQL, each with a worker that only notes when it is told to look. */
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { joinPostgres } from '#store/postgres/join-postgres.ts';
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
