/** Several processes on one PostgreSQL: who lives, who takes over, and how they wake each other. */

import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '#ports/clock.ts';
import { joinPostgres } from '#store/postgres/join-postgres.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { createPresence, TERM_MS as DEFAULT_TERM_MS } from '#store/postgres/presence.ts';
import { createWakes } from '#store/postgres/wakes.ts';
import { systemClock } from '#system/clock.ts';
import { createLog } from '#system/log.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { startTcpProxy } from '#test/fixtures/tcp-proxy.ts';
import { createWorld, NOW } from './store-world.ts';

const TERM_MS = 5_000;
const silent = { info: () => {}, warn: () => {} };
const log = createLog({ level: 'silent', secrets: [], sink: process.stdout });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

/** A clock that beats only when the test says so; it may be wrong by some time, and be put forward. */
function stoppedClock(wrongMs = 0) {
  let beat: () => void = () => {};
  let rested: () => void = () => {};
  let offMs = wrongMs;
  const clock: Clock = {
    nowMs: () => Date.now() + offMs,
    sleepUntil: (_, signal) =>
      new Promise((resolve) => {
        rested();
        beat = resolve;
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const beatAndRest = () =>
    new Promise<void>((resolve) => {
      rested = resolve;
      beat();
    });
  const passTerm = () => {
    offMs += TERM_MS + 1;
  };
  const setBack = () => {
    offMs -= 3_600_000;
  };
  return { clock, beat: beatAndRest, passTerm, setBack };
}

/** A database, and processes on it that beat when they are told to. */
async function setup() {
  const url = await server.newDatabase();
  const { store, accept } = await createWorld(() => openPostgresStore({ url, worker: 'one' }));
  const client = new pg.Client(url);
  // One test restarts the server.
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  const process = async (worker: string, offMs = 0) => {
    const pool = openPool({ url, connectionsMax: 2 });
    const events = new EventEmitter();
    const { clock, ...time } = stoppedClock(offMs);
    const presence = createPresence({
      pool,
      worker,
      about: { roles: ['worker', worker], version: '1.2.3' },
      clock,
      log: silent,
      termMs: TERM_MS,
      onReaped: () => events.emit('reaped'),
    });
    await presence.start();
    onTestFinished(() => pool.end());
    return { presence, ...time, reaped: () => once(events, 'reaped') };
  };
  return {
    url,
    store,
    accept,
    process,
    /** As if the process had not beaten for so long. */
    age: (worker: string) =>
      client.query(
        `UPDATE workers SET expires_at = clock_timestamp() - interval '1 ms' WHERE id = $1`,
        [worker],
      ),
    workers: async () =>
      (await client.query('SELECT id FROM workers ORDER BY id')).rows.map(({ id }) => id),
  };
}

const CLAIM = { nowMs: NOW, leaseMs: 300_000, limit: 10, slots: { perVendor: { studio: 8 } } };

describe('several processes', () => {
  it('take up what a dead one held, within its term', async () => {
    const { store, accept, process, age, workers } = await setup();
    await process('one');
    const other = await process('two');
    await accept();
    const [held] = await store.claimDue(CLAIM);
    expect(held).toBeDefined();
    other.passTerm();
    await age('one');
    const reaped = other.reaped();
    await other.beat();
    await reaped;
    expect(await workers()).toEqual(['two']);
    const [again] = await store.claimDue(CLAIM);
    expect(again?.id).toBe(held?.id);
    // Whoever held it before is told so by its next save.
    expect(again?.revision).toBe((held?.revision ?? 0) + 1);
  });

  it('tell the others of jobs that they free and do not run themselves', async () => {
    const { url, store, accept, process, age } = await setup();
    await process('one');
    await accept();
    expect(await store.claimDue(CLAIM)).toHaveLength(1);
    const join = async (worker: string, onDue: (atMs: number) => boolean) => {
      const { clock: machineClock, ...time } = stoppedClock();
      const about = { roles: [worker], version: '1.2.3' };
      const data = await joinPostgres({ url, worker, about, machineClock, log });
      onTestFinished(data.close);
      await data.start({ onDue, onBeat: () => {} });
      return time;
    };
    const web = await join('web', () => false);
    const woken = new Promise((resolve) => {
      void join('worker', (atMs) => {
        resolve(atMs);
        return true;
      }).then(async () => {
        await age('one');
        for (let passedMs = 0; passedMs <= DEFAULT_TERM_MS; passedMs += TERM_MS) web.passTerm();
        await web.beat();
      });
    });
    expect(await woken).toBe(0);
  });

  it('reap nobody for a term after they lapsed themselves', async () => {
    const { process, age, workers } = await setup();
    await process('one');
    const other = await process('two');
    other.passTerm();
    await age('one');
    await age('two');
    await other.beat();
    expect(await workers()).toEqual(['one', 'two']);
  });

  it('believe no beat of before the clock was set back, and reap all the same', async () => {
    const { process, age, workers } = await setup();
    await process('one');
    // Having just begun, it would wait for a term.
    const other = await process('two');
    other.setBack();
    expect(other.presence.isCertain()).toBe(false);
    await age('one');
    await other.beat();
    expect(other.presence.isCertain()).toBe(true);
    expect(await workers()).toEqual(['two']);
  });

  it('let go of what a lost claim left, and of nothing that is under way', async () => {
    const { store, accept, process } = await setup();
    const { presence } = await process('one');
    await accept();
    await accept();
    const [known, lost] = await store.claimDue(CLAIM);
    if (known === undefined) throw new Error('two jobs were claimed');
    expect(await presence.releaseUnknown(new Set([known.id]))).toBe(1);
    expect((await store.claimDue(CLAIM)).map(({ id }) => id)).toEqual([lost?.id]);
  });

  it('are certain of themselves only while their last beat is young', async () => {
    const { process } = await setup();
    const { presence, passTerm } = await process('one');
    expect(presence.isCertain()).toBe(true);
    passTerm();
    expect(presence.isCertain()).toBe(false);
  });

  it.each([90_000, -90_000])('measure how wrong their clock is (%i ms)', async (offMs) => {
    const { process } = await setup();
    const { presence } = await process('one', offMs);
    expect(Math.abs(presence.clockOffsetMs() + offMs)).toBeLessThan(1_000);
  });

  it('leave a chore to one of them, and to another when that one is gone', async () => {
    const { process } = await setup();
    const one = await process('one');
    const two = await process('two');
    const taken = await Promise.all([one, two].map(({ presence }) => presence.takeChore('copies')));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const [holder, other] = taken[0] === true ? [one, two] : [two, one];
    expect(await other.presence.takeChore('copies')).toBe(false);
    await holder.presence.stop();
    expect(await other.presence.takeChore('copies')).toBe(true);
  });

  it('list who lives, what each does and what it works on', async () => {
    const { store, accept, process, age } = await setup();
    const { presence } = await process('one');
    await process('two');
    await process('three');
    await age('three');
    await accept();
    await accept();
    await store.claimDue({ ...CLAIM, limit: 1 });
    const listed = await presence.list();
    expect(listed).toMatchObject([
      { id: 'one', roles: ['worker', 'one'], version: '1.2.3', shards: [], jobs: 1 },
      { id: 'two', roles: ['worker', 'two'], version: '1.2.3', shards: [], jobs: 0 },
    ]);
    for (const { sinceMs } of listed) expect(Math.abs(sinceMs - Date.now())).toBeLessThan(60_000);
  });

  it('hold the slots of a vendor together', async () => {
    const { url, store, accept } = await setup();
    const other = await openPostgresStore({ url, worker: 'two' });
    onTestFinished(() => other.close());
    for (let i = 0; i < 6; i++) await accept();
    const claim = { ...CLAIM, slots: { perVendor: { studio: 3 } } };
    const claimed = await Promise.all([store.claimDue(claim), other.claimDue(claim)]);
    expect(claimed.flat()).toHaveLength(3);
  });

  it('save a fact that all of them want to make only once', async () => {
    const { url, store } = await setup();
    const other = await openPostgresStore({ url, worker: 'two' });
    onTestFinished(() => other.close());
    const saved = await Promise.all([
      store.replaceFact('secret', null, 'mine'),
      other.replaceFact('secret', null, 'theirs'),
    ]);
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect(await store.readFact('secret')).toBe(saved[0] ? 'mine' : 'theirs');
    expect(await other.replaceFact('secret', 'something else', 'new')).toBe(false);
  });

  it('wake each other, also after the database was restarted', async () => {
    const { url } = await setup();
    const pool = openPool({ url, connectionsMax: 1 });
    const events = new EventEmitter();
    const member = (worker: string) =>
      createWakes({
        pool,
        url,
        worker,
        clock: systemClock,
        log: silent,
        onWake: (atMs) => events.emit(`${worker} woken`, atMs),
      });
    const [one, two] = [member('one'), member('two')];
    await one.start();
    await two.start();
    onTestFinished(async () => {
      await one.stop();
      await two.stop();
      await pool.end();
    });
    const heard = (worker: string, atMs: number) =>
      new Promise<void>((resolve) => {
        events.on(`${worker} woken`, (toldMs) => {
          if (toldMs === atMs) resolve();
        });
      });
    const own: unknown[] = [];
    events.on('one woken', (atMs) => own.push(atMs));
    const soonest = [heard('two', NOW + 5_000), heard('two', NOW)];
    one.announce(NOW + 5_000);
    one.announce(NOW + 9_000);
    one.announce(NOW);
    await Promise.all(soonest);
    expect(own).toEqual([]);
    // The others look at the earliest time they were told of, and need not be told of a later one.
    const told: unknown[] = [];
    events.on('two woken', (atMs) => told.push(atMs));
    const laterMs = systemClock.nowMs() + 600_000;
    for (const [atMs, unheardMs] of [
      [laterMs, laterMs + 1],
      [laterMs - 300_000, laterMs - 1],
      [laterMs - 500_000, laterMs - 400_000],
    ] as const) {
      const next = heard('two', atMs);
      one.announce(atMs);
      await next;
      one.announce(unheardMs);
    }
    expect(told).toEqual([laterMs, laterMs - 300_000, laterMs - 500_000]);
    const again = [heard('one', 0), heard('two', 0)];
    await server.restart();
    // What was announced while nobody listened counts as a wake.
    await Promise.all(again);
    const last = heard('one', NOW);
    two.announce(NOW);
    await last;
  });

  it('are woken at once by one of an older version, which tells no time', async () => {
    const { url } = await setup();
    const pool = openPool({ url, connectionsMax: 1 });
    const events = new EventEmitter();
    const onWake = (atMs: number) => events.emit('woken', atMs);
    const wakes = createWakes({
      pool,
      url,
      worker: 'one',
      clock: systemClock,
      log: silent,
      onWake,
    });
    await wakes.start();
    onTestFinished(async () => {
      await wakes.stop();
      await pool.end();
    });
    const woken = once(events, 'woken');
    await pool.query("SELECT pg_notify('fourfold_due', '')");
    expect(await woken).toEqual([0]);
  });

  it('listen on one connection, however often the database could not be reached', async () => {
    const { url } = await setup();
    const { hostname, port } = new URL(url);
    const cable = await startTcpProxy({ host: hostname, port: Number(port) });
    const pool = openPool({ url, connectionsMax: 1 });
    const events = new EventEmitter();
    const pauses: (() => void)[] = [];
    const clock = {
      nowMs: () => 0,
      sleepUntil: () =>
        new Promise<void>((resolve) => {
          pauses.push(resolve);
          events.emit('pause');
        }),
    };
    const through = new URL(url);
    through.port = String(cable.port);
    const wakes = createWakes({
      pool,
      url: through.href,
      worker: 'one',
      clock,
      log: silent,
      onWake: () => events.emit('woken'),
    });
    await wakes.start();
    onTestFinished(async () => {
      for (const end of pauses) end();
      await wakes.stop();
      await cable.close();
      await pool.end();
    });
    let paused = once(events, 'pause');
    cable.cut('reset');
    for (let failed = 0; failed < 4; failed++) {
      await paused;
      paused = once(events, 'pause');
      for (const end of pauses.splice(0)) end();
    }
    await paused;
    cable.mend();
    expect(pauses).toHaveLength(1);
    const woken = once(events, 'woken');
    for (const end of pauses.splice(0)) end();
    await woken;
    const { rows } = await pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'fourfold listener' AND datname = current_database()",
    );
    expect(rows).toHaveLength(1);
  });
});
