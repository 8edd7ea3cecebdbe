/**
 * What the pages say of follow-ups beside their fields: words that must be there, a version said twice, lists that
 * decide, and what may be reused. How: the adapters beside their emulators; nothing is asked of our own parser.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import apiframe from '#vendors/specs/apiframe/apiframe.ts';
import mjproxy from '#vendors/specs/mjproxy/mjproxy.ts';
import { followUpOf, ordersOf, resultOf, soloOf } from './vendor-acts.ts';
import {
  configure,
  JOB_MS,
  makeParent,
  openBench,
  openFixture,
  outputOf,
  QUEUE_MS,
  regionMask,
  requestFor,
  runPlan,
  submissionFor,
  throughJson,
  ticketOf,
  type VendorBench,
} from './vendor-bench.ts';

const vendors = await loadVendors();

test('Ace is told the version of a region’s own words, and to translate them', async () => {
  await using bench = await openBench(acedata, {});
  const parent = await soloOf(bench, 'a fox --ar 3:2 --v 8.1');
  const mask = await regionMask(parent.prompt);
  const prompt = 'ein roter Drachen --v 7';
  await runPlan(bench, followUpOf('vary-region', parent, { mask, prompt, translate: true }));
  const sent = ordersOf(bench).at(-1);
  expect(sent).toMatchObject({ version: '7', translation: true });
  expect(String(sent?.prompt)).toContain('--version 7');
});

test('Apiframe is asked for no video without words, which its page wants', () => {
  const vendor = createHttpVendor(configure(apiframe, 'http://127.0.0.1:9', 'key'), {
    clock: { nowMs: () => 0 },
  });
  const request = requestFor('animate-low', { prompt: '', imageUrls: ['https://a.example/1.png'] });
  expect(vendor.plan(request)).toMatchObject({
    kind: 'refused',
    failure: { kind: 'input-refused', cause: { kind: 'words-missing' } },
  });
});

test('an action that was switched off is refused, with the number of calls that one under way takes', async () => {
  await using bench = await openBench(mjproxy, {});
  const request = followUpOf('zoom-2x', await soloOf(bench, 'a fox --ar 3:2 --v 6.1'));
  const setUp = configure(mjproxy, 'http://127.0.0.1:9', 'key', { MJPROXY_FLAVOUR: 'original' });
  const vendor = createHttpVendor(setUp, { clock: { nowMs: () => 0 } });
  expect(vendor.plan(request)).toMatchObject({
    kind: 'refused',
    failure: { kind: 'action-unavailable' },
    calls: 2,
  });
});

/** The picture's prepared form: the first step of any follow-up that has such a step. */
async function prepared(bench: VendorBench, parent: Awaited<ReturnType<typeof soloOf>>) {
  const request = followUpOf('vary-strong', parent);
  const ticket = ticketOf(await bench.vendor.submit(submissionFor(request)));
  bench.clock.advance(QUEUE_MS + JOB_MS);
  return throughJson(outputOf(await bench.vendor.check(ticket)).handle);
}

test('Ace’s own list of a bought picture decides: it has Make Square, a square one has not', async () => {
  await using bench = await openBench(acedata, {});
  const allowedAt = async (prompt: string) => {
    const parent = await soloOf(bench, prompt);
    const before = bench.vendor.allowedActions(parent.handle) ?? [];
    const after = bench.vendor.allowedActions(parent.handle, await prepared(bench, parent)) ?? [];
    return [before, after].map((allowed) => [
      allowed.includes('square'),
      allowed.includes('pan-left'),
      allowed.includes('animate-low'),
    ]);
  };
  expect(await allowedAt('a fox --ar 3:2')).toEqual([
    [false, true, true],
    [true, true, true],
  ]);
  expect(await allowedAt('a fox')).toEqual([
    [false, true, true],
    [false, true, true],
  ]);
});

test('the buttons of an upscaled picture decide at midjourney-proxy', async () => {
  // The account runs V7, the operator said V8: zooms turn out to be there.
  await using bench = await openBench(mjproxy, {});
  const parent = await soloOf(bench, 'a fox --ar 3:2');
  const has = (allowed: readonly ActionName[] | null) =>
    (['zoom-2x', 'animate-low'] as const).map((action) => allowed?.includes(action));
  expect(has(bench.vendor.allowedActions(parent.handle))).toEqual([false, true]);
  const after = bench.vendor.allowedActions(parent.handle, await prepared(bench, parent));
  expect(has(after)).toEqual([true, true]);
});

const DAY_MS = 24 * 60 * 60_000;

/** What starts from an address, and for how many days the vendor's own leads somewhere. */
const ADDRESSES: Readonly<Record<string, readonly [action: ActionName, days: number]>> = {
  apiframe: ['animate-low', 1],
  acedata: ['animate-low', 1],
  apimart: ['animate-low', 1],
  mjproxy: ['animate-low', 1],
  midapi: ['animate-low', 15],
  apixo: ['zoom-2x', 15],
};

test.for(vendors)(
  '$name: an address of its own is used as long as it lives',
  async (definition) => {
    const [action, days] = ADDRESSES[definition.name] ?? [];
    if (action === undefined || days === undefined) throw new Error('what do its pages say?');
    const fixture: { readonly default: VendorFixture } = await import(
      `../fixtures/vendors/${definition.name}.ts`
    );
    await using bench = await openFixture(definition, fixture.default);
    const grid = await makeParent(bench, 3, 'a fox --ar 3:2 --v 6.1');
    // APIMart names what was imagined by its task.
    const made =
      definition.name === 'apimart' ? await resultOf(bench, followUpOf('vary', grid)) : grid;
    const parent = { ...made, action: 'upscale', cell: 3 } as const;
    const planAt = (ageDays: number, more: Parameters<typeof followUpOf>[2] = {}) =>
      bench.vendor.plan(followUpOf(action, { ...parent, ageMs: ageDays * DAY_MS }, more));
    expect(planAt(days - 1.5 / 24 - (days > 1 ? 1 : 0))).toMatchObject({ kind: 'steps' });
    const imageUrls = ['https://bot.example/3.png'];
    expect(planAt(days + 1, { imageUrls })).toMatchObject({ kind: 'steps' });
    expect(planAt(days + 1)).toMatchObject(
      definition.name === 'mjproxy'
        ? // The picture's own button is pressed instead.
          { kind: 'steps', steps: [{ reusable: true }, { reusable: false }] }
        : { kind: 'refused', failure: { cause: { kind: 'picture-too-old' } } },
    );
  },
);

test.for(vendors)(
  '$name: what is sent an address of its parent’s picture is told its age, and gets the bot’s own',
  async (definition) => {
    const fixture: { readonly default: VendorFixture } = await import(
      `../fixtures/vendors/${definition.name}.ts`
    );
    await using bench = await openFixture(definition, fixture.default);
    const grid = await makeParent(bench, 3, 'a fox --ar 3:2 --v 6.1');
    const parent = { ...grid, action: 'upscale', cell: 3 } as const;
    const mask = await regionMask(parent.prompt);
    const { actions } = bench.vendor.capabilities;
    const planAt = (action: ActionName, ageMs: number) => {
      const prompt = 'a fox --ar 1:1 --zoom 1.8';
      const more = action === 'vary-region' ? { mask } : {};
      return bench.vendor.plan(followUpOf(action, { ...parent, ageMs }, { prompt, ...more }));
    };
    const old = ACTION_NAMES.filter(
      (action) =>
        actions[action] !== undefined &&
        // It starts from a given picture, never from a parent.
        action !== 'edit' &&
        !isDeepStrictEqual(planAt(action, 0), planAt(action, 100 * DAY_MS)),
    );
    const untold = old.filter(
      (action) =>
        actionRow(action).makes !== 'videos' &&
        actions[action]?.fromPicture !== 'link' &&
        actions[action]?.linksParent !== true,
    );
    expect(untold).toEqual([]);
    if (definition.name === 'apixo')
      expect(old).toEqual(expect.arrayContaining(['zoom-custom', 'square', 'pan-up']));
  },
);

/**
 * A reusable step is found again by its index alone. That is right as long as, below one picture, every plan of
 * several steps begins with the same kind of step.
 */
test.for(vendors)(
  '$name: below one picture the first of several steps is always or never reusable',
  async (definition) => {
    const fixture: { readonly default: VendorFixture } = await import(
      `../fixtures/vendors/${definition.name}.ts`
    );
    await using bench = await openFixture(definition, fixture.default);
    const { vendor } = bench;
    const prompt = 'a fox --ar 3:2 --v 6.1';
    const grid = await makeParent(bench, 3, prompt);
    const solo = { ...grid, action: 'upscale' } as const;
    const enlarging = ['upscale-subtle', 'upscale-2x'] as const;
    const [enlarge] = enlarging.filter((action) => vendor.capabilities.actions[action]);
    const upscaled =
      enlarge === undefined
        ? null
        : await resultOf(bench, followUpOf(enlarge, solo)).catch(() => null);
    const mask = await regionMask(prompt);
    const kinds = (on: 'grid' | 'solo' | 'upscaled', parent: typeof solo | typeof grid) =>
      ACTION_NAMES.filter((action) => actionRow(action).offeredOn.includes(on)).flatMap((action) =>
        [prompt, 'a red kite --ar 3:2 --v 6.1'].flatMap((words) => {
          const cell = on === 'grid' ? 3 : null;
          const plan = vendor.plan(requestFor(action, { parent, cell, prompt: words, mask }));
          if (plan.kind === 'refused' || plan.steps.length < 2) return [];
          return plan.steps.map(({ reusable }, index) => `${index} ${reusable}`).slice(0, 1);
        }),
      );
    expect(new Set(kinds('grid', { ...grid, cell: null })).size).toBeLessThanOrEqual(1);
    expect(new Set(kinds('solo', solo)).size).toBeLessThanOrEqual(1);
    if (upscaled !== null) {
      expect(new Set(kinds('upscaled', upscaled)).size).toBeLessThanOrEqual(1);
    }
  },
);
