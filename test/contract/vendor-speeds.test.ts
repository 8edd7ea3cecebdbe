/**
 * The speed that is shown and charged is the one that is sent, for every vendor, version, action and speed, with the
 * picture's own words and with others where the vendor takes such.
 * What was sent is judged by the vendors' pages: which calls have a field for the speed, under what name, and
 * what runs where there is none. How: each vendor beside its emulator, whose log of requests is read.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { type JobTerms, jobTerms } from '#application/vendors/job-terms.ts';
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import { usesChangedPrompt } from '#domain/capabilities.ts';
import { DEFAULT_PRICES } from '#domain/price.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { versionOf } from '#domain/prompt/read.ts';
import { SPEEDS, type Speed } from '#domain/speed.ts';
import type { VendorParent } from '#ports/vendor.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import {
  IMAGE_URLS,
  makeParent,
  openBench,
  regionMask,
  requestFor,
  runPlan,
  type VendorBench,
} from './vendor-bench.ts';

type Body = { readonly [field: string]: unknown };
type Sent = { readonly path: string; readonly body: Body };

const speedNamed = (value: unknown): Speed | null =>
  value === 'relaxed' ? 'relax' : (SPEEDS.find((speed) => speed === value) ?? null);

/** What the pages say runs; null: a call that goes on with an earlier one. */
const SPEED_OF: Readonly<Record<string, (sent: Sent) => Speed | null>> = {
  // It has no choice of speed.
  apiframe: () => 'fast',
  // "Not required when taskType is mj_video, mj_video_hd or mj_omni_reference"; follow-ups have no field.
  midapi: ({ body }) => speedNamed(body.speed) ?? 'fast',
  apixo: ({ body }) => {
    const { speed } = Object(body.input);
    return speedNamed(speed) ?? 'fast';
  },
  acedata: ({ body }) => {
    const speed = speedNamed(body.mode) ?? 'fast';
    const isFollowUp = body.image_id !== undefined;
    // Turbo of V8 and anything but fast after a picture of 8.1 are no modes of theirs.
    const isV8 = String(body.version ?? '').startsWith('8');
    if (isV8 && speed === 'turbo') throw new Error('V8 has no turbo');
    if (isFollowUp && body.version === '8.1' && speed !== 'fast') throw new Error('8.1: fast');
    return speed;
  },
  // "relax (default)"; videos are always fast, and a window is answered at the speed it was opened with.
  apimart: ({ path, body }) => {
    if (path.endsWith('/modal')) return null;
    return path.endsWith('/video') ? 'fast' : (speedNamed(body.speed) ?? 'relax');
  },
  // By the path; where it says nothing the accounts decide, which is fast unless they are set otherwise.
  mjproxy: ({ path }) => {
    const said = /^\/mj-(relax|fast|turbo)\//.exec(path)?.[1];
    return speedNamed(said) ?? 'fast';
  },
};

const FACTORS: Readonly<Record<Speed, number>> = { relax: 0.5, fast: 1, turbo: 2 };
const VERSIONS = ['', ' --v 7', ' --v 8.1', ' --niji 7'] as const;
const STARTERS: readonly ActionName[] = ['imagine', 'blend', 'edit', 'retexture', 'describe'];

const vendors = await loadVendors();

test('the pages of every vendor are known here', () => {
  expect(Object.keys(SPEED_OF).toSorted()).toEqual(vendors.map(({ name }) => name).toSorted());
});

for (const definition of vendors) {
  const { name } = definition;
  const fixture: { readonly default: VendorFixture } = await import(
    `../fixtures/vendors/${name}.ts`
  );
  const bench = await openBench(definition, fixture.default.environment);
  afterAll(() => bench[Symbol.asyncDispose]());
  const { capabilities } = bench.vendor;
  const parents = new Map<string, Promise<VendorParent>>();
  const gridOf = (version: string): Promise<VendorParent> => {
    const made = parents.get(version) ?? makeParent(bench, 2, `a red fox --ar 3:2${version}`);
    parents.set(version, made);
    return made;
  };

  const runs = (version: string): boolean => {
    const versions = capabilities.actions.imagine?.versions;
    const named = version.replace(/^ --(?:v|niji) /, (flag) => flag.trim().slice(2).trim());
    return version === '' || versions === undefined || versions.some((each) => each === named);
  };

  describe(name, () => {
    const cases = VERSIONS.filter(runs).flatMap((version) =>
      ACTION_NAMES.filter((action) => capabilities.actions[action] !== undefined).flatMap(
        (action) => {
          const isFirst = STARTERS.includes(action) || action === 'shorten';
          const usual = versionOf(parsePrompt(`a red fox${version}`), capabilities.version);
          const isReworded = !isFirst && usesChangedPrompt(capabilities.actions[action], usual);
          return [
            [version, action, 'own words'] as const,
            ...(isReworded ? [[version, action, 'other words'] as const] : []),
          ];
        },
      ),
    );
    test.for(cases)('%s %s, %s', async ([version, action, words], { skip }) => {
      const isFirst = STARTERS.includes(action) || action === 'shorten';
      const parent = isFirst ? null : await parentFor(bench, action, gridOf, version);
      const allowed = parent === null ? null : bench.vendor.allowedActions(parent.handle);
      const isOffered = allowed === null || allowed.includes(action);
      const { versions } = capabilities.actions[action] ?? {};
      const named = version.replace(/^ --(?:v|niji) /, (flag) => flag.trim().slice(2).trim());
      const has = versions === undefined || versions.some((each) => each === named);
      if (!isOffered || (version !== '' && !has)) return skip();
      for (const requested of capabilities.speeds) {
        const { speed, credits } = termsOf(bench, action, version, requested, parent);
        const other = words === 'other words' ? `a heron --ar 3:2${version}` : null;
        const sent = await sendOff(bench, { action, version, speed, parent, other });
        if (other !== null) expect(JSON.stringify(sent)).toContain('a heron');
        const said = sent.map((each) => SPEED_OF[name]?.(each)).filter((each) => each !== null);
        expect(said, `${requested}, sent ${JSON.stringify(sent)}`).toEqual(said.map(() => speed));
        const base = DEFAULT_PRICES.operations[actionRow(action).priceClass] ?? 0;
        expect(credits, requested).toBe(Math.ceil(base * FACTORS[speed]));
      }
    });
  });
}

function termsOf(
  { vendor }: VendorBench,
  action: ActionName,
  version: string,
  speed: Speed,
  parent: VendorParent | null,
): JobTerms {
  const context = {
    vendors: [vendor],
    settings: {
      monthlyCredits: 0,
      memberQueue: { running: 1, waiting: 1 },
      publicUrl: null,
      prices: DEFAULT_PRICES,
      vendorDailyCeiling: {},
      operatorIds: [],
      vendorPolicy: 'order',
      unitUsd: {},
    },
  } as const;
  const parsed = parsePrompt(`a red fox${version}`);
  const handle = parent === null ? {} : { handle: parent.handle };
  return jobTerms(context, vendor.name, { action, parsed, speed, ...handle });
}

/** A finished job that the action follows; a variation for what is made again, where its call is its own. */
async function parentFor(
  bench: VendorBench,
  action: ActionName,
  gridOf: (version: string) => Promise<VendorParent>,
  version: string,
): Promise<VendorParent> {
  const grid = await gridOf(version);
  if (!actionRow(action).offeredOn.includes('video')) return grid;
  const request = requestFor('animate-low', {
    parent: grid,
    prompt: grid.prompt,
    imageUrls: IMAGE_URLS.slice(0, 1),
  });
  const { handle } = await runPlan(bench, request);
  return { action: 'animate-low', cell: 2, prompt: grid.prompt, handle };
}

/** Runs the whole plan, and answers with every call that was made for it. */
async function sendOff(
  bench: VendorBench,
  job: {
    readonly action: ActionName;
    readonly version: string;
    readonly speed: Speed;
    readonly parent: VendorParent | null;
    /** Other words than the picture's. */
    readonly other?: string | null;
  },
): Promise<readonly Sent[]> {
  const { action, version, speed, parent, other } = job;
  const before = bench.emulator.requests.length;
  const prompt = action === 'blend' ? version.trim() : `a red fox${version}`;
  const isOfPictures =
    parent !== null || ['blend', 'edit', 'retexture', 'describe'].includes(action);
  await runPlan(
    bench,
    requestFor(action, {
      // A square has no ratio of its own.
      prompt: (other ?? parent?.prompt ?? prompt).replace(
        action === 'square' ? ' --ar 3:2' : /$^/,
        '',
      ),
      speed,
      parent,
      cell: actionRow(action).perCell ? 2 : null,
      mask: action === 'vary-region' ? await regionMask(parent?.prompt ?? prompt) : null,
      ...(isOfPictures ? { imageUrls: IMAGE_URLS } : {}),
    }),
  );
  return bench.emulator.requests
    .slice(before)
    .filter(({ operation }) => operation === 'submit')
    .map(({ path, body }) => ({ path, body: JSON.parse(body) }));
}

test.for(vendors.filter(({ name }) => ['midapi', 'apixo'].includes(name)))(
  '$name makes a variation again as what it was, at the speed of its call',
  async (definition) => {
    await using bench = await openBench(definition, {});
    const grid = await makeParent(bench, 2, 'a red fox');
    const varied = await runPlan(bench, requestFor('vary', { parent: grid, cell: 2 }));
    const parent = {
      action: 'vary',
      cell: null,
      prompt: grid.prompt,
      handle: varied.handle,
    } as const;
    const { speed } = termsOf(bench, 'reroll', '', 'turbo', parent);
    const [sent] = await sendOff(bench, { action: 'reroll', version: '', speed, parent });
    if (sent === undefined) throw new Error('nothing was sent');
    expect([speed, SPEED_OF[definition.name]?.(sent)]).toEqual(['fast', 'fast']);
  },
);
