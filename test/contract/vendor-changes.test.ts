/**
 * What vendors find out while a job runs, seen through the application: a blocked account hands the job on, and the list
 * of a picture that was bought decides what is offered. How: the store, the drivers and the emulators as they ship, on
 * a clock of the test's own.
 */
import { afterEach, expect, test } from 'vitest';
import { jobOfferNow } from '#application/views/job-offer.ts';
import type { JobId } from '#domain/ids.ts';
import { openVendorWorld, type VendorWorld } from '#test/fixtures/vendor-world.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import apimart from '#vendors/specs/apimart/apimart.ts';
import midapi from '#vendors/specs/midapi/midapi.ts';
import mjproxy from '#vendors/specs/mjproxy/mjproxy.ts';

const worlds: VendorWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function open(options: Parameters<typeof openVendorWorld>[0]): Promise<VendorWorld> {
  const world = await openVendorWorld(options);
  worlds.push(world);
  return world;
}

async function imagine(world: VendorWorld, prompt: string): Promise<JobId> {
  const outcome = await world.application.requestImagine({ origin: world.origin(), prompt });
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.job.id;
}

const ordersAt = (world: VendorWorld, name: string): number =>
  world.emulator(name).requests.filter(({ operation }) => operation === 'submit').length;

const BY_NAME = { mjproxy, apimart };

test.for([
  ['mjproxy', 'Your account is pending moderation'],
  ['apimart', 'No available upstream'],
] as const)('a job that %s gave up without a charge is made by another', async ([name, text]) => {
  const first = BY_NAME[name];
  const world = await open({
    vendors: [
      { definition: first, environment: {} },
      { definition: midapi, environment: {} },
    ],
    settings: { vendorDailyCeiling: { [first.name]: 100, midapi: 1000 } },
  });
  world.emulator(first.name).faults.set('fails-midway', { text });
  const before = await world.account();
  const id = await imagine(world, 'a lighthouse --v 7');
  const job = await world.runToEnd(id);
  expect(job).toMatchObject({ state: 'done', vendor: 'midapi', failure: null });
  expect([ordersAt(world, first.name), ordersAt(world, 'midapi')]).toEqual([1, 1]);
  expect(world.posts).toHaveLength(1);
  expect(world.notices).toEqual([]);
  const account = await world.account();
  expect(account.available).toBe(before.available - job.priceCredits);
  const day = new Date(world.clock.nowMs()).toISOString().slice(0, 10);
  // The money is counted where it was spent.
  expect(await world.context.store.vendorSpentMicros('midapi', day, 'credits')).toBe(8_000_000);
  expect(await world.context.store.vendorSpentMicros(first.name, day, 'USD')).toBe(0);
  const told = world.lines.map(({ level, message }) => `${level}: ${message}`);
  expect(told).toContain('warn: job moves to another vendor');
  expect(told.includes('error: vendor refuses the account; breaker open')).toBe(first === mjproxy);
});

test('a judged prompt goes nowhere else, whatever the account', async () => {
  const world = await open({
    vendors: [
      { definition: mjproxy, environment: {} },
      { definition: midapi, environment: {} },
    ],
  });
  world.emulator('mjproxy').faults.set('moderated', true);
  const job = await world.runToEnd(await imagine(world, 'a lighthouse --v 7'));
  expect(job).toMatchObject({ state: 'failed', vendor: 'mjproxy', failure: { kind: 'moderated' } });
  expect(ordersAt(world, 'midapi')).toBe(0);
});

test('a job that everybody gives up ends, and is paid back', async () => {
  const world = await open({
    vendors: [
      { definition: mjproxy, environment: {} },
      { definition: apimart, environment: {} },
    ],
  });
  world.emulator('mjproxy').faults.set('fails-midway', { text: 'account is blocked' });
  world.emulator('apimart').faults.set('fails-midway', { text: 'No available upstream' });
  const before = await world.account();
  const job = await world.runToEnd(await imagine(world, 'a lighthouse --v 7'));
  expect(job).toMatchObject({ state: 'failed' });
  expect((await world.account()).available).toBe(before.available);
  expect(ordersAt(world, 'mjproxy') + ordersAt(world, 'apimart')).toBeLessThan(20);
});

test('Make Square is there once the list of the bought picture names it, and buys nothing twice', async () => {
  const world = await open({ vendors: [{ definition: acedata, environment: {} }] });
  const { application, context } = world;
  const press = async (parentId: JobId, action: 'upscale' | 'pan-left' | 'square') => {
    const cell = action === 'upscale' ? 3 : null;
    const button = { action, cell } as const;
    return application.requestFollowUp({ origin: world.origin(), parentId, button });
  };
  const done = async (outcome: Awaited<ReturnType<typeof press>>) => {
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return world.runToEnd(outcome.job.id);
  };
  const grid = await world.runToEnd(await imagine(world, 'a lighthouse --ar 3:2'));
  const solo = await done(await press(grid.id, 'upscale'));
  const offered = async () =>
    (await jobOfferNow(context, solo)).some(({ action }) => action === 'square');
  expect(await offered()).toBe(false);
  expect(await press(solo.id, 'square')).toMatchObject({ kind: 'rejected' });
  await done(await press(solo.id, 'pan-left'));
  expect(await offered()).toBe(true);
  const before = ordersAt(world, 'acedata');
  expect(await done(await press(solo.id, 'square'))).toMatchObject({ state: 'done' });
  expect(ordersAt(world, 'acedata') - before).toBe(1);
});

test('a link of MidAPI’s that refuses strangers is exchanged for one that does not', async () => {
  const world = await open({ vendors: [{ definition: midapi, environment: {} }] });
  world.emulator('midapi').faults.set('links-refused', true);
  const job = await world.runToEnd(await imagine(world, 'a lighthouse --v 7'));
  expect(job).toMatchObject({ state: 'done', result: { kind: 'grid' } });
  const exchanged = world
    .emulator('midapi')
    .requests.filter(({ path }) => path === '/api/v1/common/download-url');
  expect(exchanged).toHaveLength(4);
});
