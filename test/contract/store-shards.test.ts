/** Who holds which shard of the gateway: alone on a file, and several processes on one PostgreSQL with clocks of the test. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { GATEWAY_TERM_MS, GATEWAY_TURN_MS } from '#ports/shard-leases.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { createShardLeases } from '#store/postgres/shard-leases.ts';
import { singleProcess } from '#store/single-process.ts';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';

const silent = { info: () => {}, warn: () => {} };

/** Nobody lapses because this machine is slow; the test says who does. */
const TERM_MS = 600_000;

let server: PostgresServer;
let template: string;
beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  await (await openPostgresStore({ url, worker: 'store' })).close();
  template = new URL(url).pathname.slice(1);
});
afterAll(() => server.close());

async function setup() {
  const url = await server.newDatabase(template);
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  const process = (worker: string) => {
    const pool = openPool({ url, connectionsMax: 2 });
    let offMs = 0;
    const leases = createShardLeases({
      pool,
      worker,
      clock: { nowMs: () => Date.now() + offMs },
      log: silent,
      termMs: TERM_MS,
    });
    onTestFinished(() => pool.end());
    return {
      ...leases,
      /** Its own clock goes on by a term. */
      passTerm: () => {
        offMs += TERM_MS + 1;
      },
      setBack: () => {
        offMs -= 3_600_000;
      },
      /** One turn, and the surplus given back, as a living process does. */
      settle: async (wanted: number) => {
        const { shards, surplus } = await leases.hold(wanted);
        await leases.release(shards.slice(shards.length - surplus));
        return shards.slice(0, shards.length - surplus);
      },
    };
  };
  return {
    process,
    /** As if the process had taken no turn for so long. */
    age: (worker: string) =>
      client.query(
        `UPDATE gateways SET expires_at = clock_timestamp() - interval '1 ms' WHERE worker = $1`,
        [worker],
      ),
  };
}

it('alone on a file, a process holds every shard for certain', async () => {
  const store = openMemoryStore();
  onTestFinished(() => store.close());
  const self = { id: 'here/1/0', roles: [], version: '1', sinceMs: 0 };
  const { shards, presence } = singleProcess(store, self);
  expect(await shards.hold(3)).toEqual({ count: 3, shards: [0, 1, 2], surplus: 0 });
  expect(shards.isCertain()).toBe(true);
  expect(await presence.list()).toEqual([{ ...self, shards: [0, 1, 2], jobs: 0 }]);
});

describe('several processes on PostgreSQL', () => {
  it('share fairly: who comes later has its share of what the others give back', async () => {
    const { process } = await setup();
    const [one, two, three] = [process('one'), process('two'), process('three')];
    expect(await one.settle(5)).toEqual([0, 1, 2, 3, 4]);
    expect(await two.settle(5)).toEqual([]);
    expect(await one.settle(5)).toEqual([0, 1, 2]);
    expect(await two.settle(5)).toEqual([3, 4]);
    await three.settle(5);
    const rounds = [];
    for (const each of [one, two, three]) rounds.push(await each.settle(5));
    expect(rounds).toEqual([[0, 1], [3, 4], [2]]);
  });

  it('never hold a shard twice, however many ask at once', async () => {
    const { process } = await setup();
    const all = Array.from({ length: 6 }, (_, place) => process(`process ${place}`));
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(all.map((each) => each.settle(16)));
    }
    const held = (await Promise.all(all.map((each) => each.hold(16)))).map(({ shards }) => shards);
    expect(held.flat().toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 16 }, (_, shard) => shard),
    );
    for (const shards of held) expect(shards.length).toBeLessThanOrEqual(3);
  });

  it('have what a dead one held with the first turn after its term', async () => {
    const { process, age } = await setup();
    const [one, two] = [process('one'), process('two')];
    await one.settle(4);
    await two.settle(4);
    await one.settle(4);
    expect(await two.settle(4)).toEqual([2, 3]);
    two.passTerm();
    expect(await two.settle(4)).toEqual([2, 3]);
    await age('one');
    expect(await two.settle(4)).toEqual([0, 1, 2, 3]);
    // Whoever was taken for dead is told so, and has its share back in time.
    expect((await one.hold(4)).shards).toEqual([]);
    // The longest that shards are nobody's: the term, a turn, and the resumption.
    expect(GATEWAY_TERM_MS + GATEWAY_TURN_MS).toBeLessThanOrEqual(6_000);
  });

  it('take nothing from others for a term after they lapsed themselves', async () => {
    const { process, age } = await setup();
    const [one, two] = [process('one'), process('two')];
    await one.settle(1);
    await two.settle(1);
    two.passTerm();
    await age('one');
    await age('two');
    expect(await two.settle(1)).toEqual([]);
    expect(await one.settle(1)).toEqual([0]);
  });

  it('are certain only while their last turn is young', async () => {
    const { process } = await setup();
    const one = process('one');
    expect(one.isCertain()).toBe(false);
    await one.hold(1);
    expect(one.isCertain()).toBe(true);
    one.passTerm();
    expect(one.isCertain()).toBe(false);
  });

  it('believe no turn of before the clock was set back, and take from the dead all the same', async () => {
    const { process, age } = await setup();
    const [one, two] = [process('one'), process('two')];
    await one.settle(1);
    // Having just begun, it would wait for a term.
    await two.settle(1);
    two.setBack();
    expect(two.isCertain()).toBe(false);
    await age('one');
    expect(await two.settle(1)).toEqual([0]);
    expect(two.isCertain()).toBe(true);
  });

  it('leave at once what they held', async () => {
    const { process } = await setup();
    const [one, two] = [process('one'), process('two')];
    await one.settle(2);
    await two.settle(2);
    await one.leave();
    expect(await two.settle(2)).toEqual([0, 1]);
  });

  it('divide the bot anew once the last of them asks for it', async () => {
    const { process } = await setup();
    const [old, later] = [process('old'), process('later')];
    expect((await old.hold(1)).count).toBe(1);
    expect(await later.hold(2)).toMatchObject({ count: 1, shards: [] });
    expect((await old.hold(1)).shards).toEqual([0]);
    await old.leave();
    expect(await later.hold(2)).toEqual({ count: 2, shards: [0, 1], surplus: 0 });
  });

  it('divide it at once where Discord takes no fewer, whatever the others ask for', async () => {
    const { process } = await setup();
    const [old, grown] = [process('old'), process('grown')];
    await old.settle(2);
    await grown.settle(2);
    await old.settle(2);
    expect(await grown.hold(4, true)).toMatchObject({ count: 4, shards: [0, 1] });
    expect(await old.hold(2)).toMatchObject({ count: 4, shards: [2, 3] });
    // Said again it changes nothing, and a lower number never holds against a higher one.
    expect(await grown.hold(4, true)).toMatchObject({ count: 4, shards: [0, 1] });
    expect(await grown.hold(3, true)).toMatchObject({ count: 4, shards: [0, 1] });
  });
});
