/** How: Discord's answers are scripted, the desk remembers what it was told, and pauses end at the test's word. */
import { expect, it, onTestFinished } from 'vitest';
import { createSales } from '#discord/gateway/sales.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';

const LOST = { kind: 'retry', afterMs: 0, detail: '503' } as const;
const BOUGHT = { id: '77', sku_id: '5', guild_id: '130', consumed: true };
const BY_PERSON = { id: '78', sku_id: '5', user_id: '150', consumed: false };

function setup(
  lists: (typeof LOST | readonly (typeof BOUGHT | typeof BY_PERSON)[])[],
  { fullFor = 0 }: { readonly fullFor?: number } = {},
) {
  let refusals = fullFor;
  const sold: string[] = [];
  const soldToPeople: unknown[] = [];
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  const rest: DiscordRest = {
    ask: async ({ reads }) => {
      const list = lists.shift() ?? [];
      if ('kind' in list) return { kind: 'failed', failure: list };
      return { kind: 'ok', value: reads.parse(list) };
    },
  };
  const silent = () => {};
  const sales = createSales({
    rest,
    applicationId: '120',
    skus: { '5': { credits: 100, isMonthly: false } },
    service: {
      sell: async ({ key }) => {
        if (refusals-- > 0) throw new Error('database or disk is full');
        sold.push(key);
      },
      endSale: async () => {},
    },
    onSoldToPerson: (...facts) => soldToPeople.push(facts),
    clock: {
      nowMs: () => 0,
      sleepUntil: (ms, signal) =>
        new Promise((resolve) => {
          pauses.push({ ms, end: resolve });
          signal.addEventListener('abort', () => resolve());
        }),
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  onTestFinished(() => sales.close());
  const endPause = async (place: number) => {
    pauses[place]?.end();
    await Promise.resolve();
    await Promise.resolve();
    await sales.idle();
  };
  return { sales, sold, soldToPeople, pauses, endPause };
}

it('what was sold in an outage is found after it, without a restart', async () => {
  const { sales, sold, pauses, endPause } = setup([LOST, LOST, [BOUGHT]]);
  await sales.catchUp();
  await endPause(0);
  expect(sold).toEqual([]);
  await endPause(1);
  expect(sold).toEqual(['entitlement:77']);
  expect(pauses.map(({ ms }) => ms)).toEqual([60_000, 120_000]);
});

it('what could not be booked is booked seconds after the disk has room again, without a restart', async () => {
  const { sales, sold, pauses, endPause } = setup([[BOUGHT], [BOUGHT]], { fullFor: 2 });
  sales.handle('ENTITLEMENT_CREATE', BOUGHT);
  await sales.idle();
  await endPause(0);
  expect(sold).toEqual([]);
  await endPause(1);
  expect(sold).toEqual(['entitlement:77']);
  expect(pauses.map(({ ms }) => ms)).toEqual([10_000, 10_000]);
});

it('what was sold between two sessions is found with the new one', async () => {
  const { sales, sold } = setup([[BOUGHT]]);
  sales.handle('READY', {});
  await sales.idle();
  expect(sold).toEqual(['entitlement:77']);
});

it('nothing is looked for after a shutdown has begun', async () => {
  const { sales, sold, endPause } = setup([LOST, [BOUGHT]]);
  await sales.catchUp();
  await sales.close();
  await endPause(0);
  expect(sold).toEqual([]);
});

it('many shards that begin at once are one look at the list', async () => {
  const lists: (readonly (typeof BOUGHT)[])[] = [[BOUGHT], [], [], []];
  const { sales } = setup(lists);
  for (let shard = 0; shard < 16; shard += 1) sales.handle('READY', {});
  await sales.idle();
  expect(lists).toHaveLength(3);
  sales.handle('READY', {});
  await sales.idle();
  expect(lists).toHaveLength(2);
});

it('what was sold to a person is told to those who run the bot, and booked to nobody', async () => {
  const { sales, sold, soldToPeople } = setup([[BY_PERSON, BOUGHT]]);
  await sales.catchUp();
  expect(soldToPeople).toEqual([['78', '150']]);
  expect(sold).toEqual(['entitlement:77']);
});
