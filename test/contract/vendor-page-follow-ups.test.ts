/**
 * Seventy follow-ups a vendor, held against its own page: every call is the one that the page has, in its order, with
 * its fields and values and no others; what the page has no call for is not offered, or refused before anything is sent.
 * How: the adapter's plan runs at the emulator, and what arrives is compared with `vendor-follow-ups.ts`.
 */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { ignoredParameters } from '#application/vendors/vendor-obstacle.ts';
import { actionRow } from '#domain/action.ts';
import { usesChangedPrompt } from '#domain/capabilities.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { versionOf } from '#domain/prompt/read.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import {
  FOLLOW_UP_PAGES,
  FOLLOW_UPS,
  type FollowUp,
  type FollowUpPage,
  GIVEN,
  type PageCall,
  PICTURE_WORDS,
} from '#test/fixtures/vendor-follow-ups.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { resultOf } from './vendor-acts.ts';
import {
  JOB_MS,
  makeParent,
  openBench,
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

type Judged = {
  readonly items: number;
  readonly wrong: readonly string[];
  /** The page has it, and the adapter does not. */
  readonly missing: readonly string[];
};

const RIGHT: Judged = { items: 1, wrong: [], missing: [] };
const STARTERS = ['blend', 'edit', 'retexture', 'describe', 'shorten'];

const nameOf = ({ action, version, words, flags = [] }: FollowUp): string =>
  [action, version, words ?? '', ...flags.map(({ name }) => `--${name}`)].join(' ').trim();

const typedVersion = (version: string): string =>
  version.startsWith('niji') ? `--${version}` : `--v ${version}`;

const pictureOf = (version: string): string => `${PICTURE_WORDS} --ar 3:2 ${typedVersion(version)}`;

/** As it would be written: the picture's own words and parameters, or others in their place. */
function promptOf({ action, version, words, flags = [] }: FollowUp): string {
  const typed = flags.map(({ name, value }) => `--${name} ${value}`.trim()).join(' ');
  if (action === 'blend' || action === 'edit' || action === 'retexture') {
    return `${action === 'blend' ? '' : PICTURE_WORDS} ${typed}`.trim();
  }
  if (action === 'square') return pictureOf(version).replace(' --ar 3:2', '');
  const whole = words === undefined ? pictureOf(version) : words;
  const own = words !== undefined && flags.length === 0 ? typedVersion(version) : '';
  return [whole, own, typed].filter((part) => part !== '').join(' ');
}

/** The finished job that it follows; null for what starts from given pictures or words. */
async function parentOf(
  bench: VendorBench,
  parents: Map<string, Promise<VendorParent>>,
  { action, version }: FollowUp,
): Promise<VendorParent | null> {
  if (STARTERS.includes(action)) return null;
  const made = parents.get(version) ?? makeParent(bench, 3, pictureOf(version));
  parents.set(version, made);
  const grid = await made;
  if (actionRow(action).offeredOn.includes('grid')) return { ...grid, cell: null };
  if (!action.startsWith('extend-')) return { ...grid, action: 'upscale' };
  const request = requestFor('animate-low', { parent: { ...grid, action: 'upscale' } });
  return resultOf(bench, { ...request, prompt: grid.prompt });
}

async function requestOf(followUp: FollowUp, parent: VendorParent | null): Promise<VendorRequest> {
  const { action } = followUp;
  const isOfPictures = ['blend', 'edit', 'retexture', 'describe'].includes(action);
  const count = action === 'blend' ? 2 : 1;
  return requestFor(action, {
    prompt: promptOf(followUp),
    parent,
    cell: actionRow(action).perCell || action.startsWith('extend-') ? 3 : null,
    mask: action === 'vary-region' ? await regionMask(parent?.prompt ?? '') : null,
    ...(isOfPictures
      ? {
          imageUrls: GIVEN.slice(0, count),
          images: GIVEN.slice(0, count).map(() => PICTURE),
        }
      : {}),
  });
}

const PICTURE = { bytes: new Uint8Array(64).fill(7), mediaType: 'image/png' };

/** Whether the bot would offer it: what the capabilities, the answers' own lists and the plan say. */
async function isOffered(
  bench: VendorBench,
  followUp: FollowUp,
  request: VendorRequest,
): Promise<boolean> {
  const { vendor } = bench;
  const support = vendor.capabilities.actions[request.action];
  if (support === undefined) return false;
  const parsed = parsePrompt(request.prompt);
  const version = versionOf(
    parsePrompt(request.parent?.prompt ?? request.prompt),
    vendor.capabilities.version,
  );
  if (support.versions !== undefined && !support.versions.includes(version)) return false;
  if (
    followUp.words !== undefined &&
    request.action !== 'zoom-custom' &&
    !usesChangedPrompt(support, version)
  ) {
    return false;
  }
  const flags = (followUp.flags ?? []).map(({ name, value }) => `--${name} ${value}`).join(' ');
  const added = { ...parsed, parameters: parsePrompt(`x ${flags}`).parameters };
  const parameters = support.parameters ?? vendor.capabilities.parameters;
  if (ignoredParameters(parameters, added).length > 0) return false;
  const { parent } = request;
  if (parent !== null) {
    const allowed = vendor.allowedActions(parent.handle, await preparedFor(bench, request));
    if (allowed !== null && !allowed.includes(request.action)) return false;
  }
  return vendor.plan(request).kind === 'steps';
}

/** The picture's prepared form, as a first follow-up would have left it. */
async function preparedFor(bench: VendorBench, request: VendorRequest) {
  const plan = bench.vendor.plan(request);
  if (plan.kind !== 'steps' || plan.steps[0]?.reusable !== true) return null;
  const first = { ...request, action: 'vary-subtle' } as const;
  const { vendor, clock } = bench;
  if (vendor.capabilities.actions['vary-subtle'] === undefined) return null;
  const ticket = ticketOf(await vendor.submit(submissionFor(first)));
  clock.advance(QUEUE_MS + JOB_MS);
  return throughJson(outputOf(await vendor.check(ticket)).handle);
}

/** `{a: {b: 1}}` as `{'a.b': 1}`; lists stay whole. */
function flatten(value: Readonly<Record<string, unknown>>, before = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const path = `${before}${name}`;
      const inner = z.record(z.string(), z.unknown()).safeParse(each);
      return inner.success && !Array.isArray(each)
        ? Object.entries(flatten(inner.data, `${path}.`))
        : [[path, each] as const];
    }),
  );
}

type Wanted = PageCall['fields'][string];

function fits(value: unknown, wanted: Wanted): boolean {
  if (wanted instanceof RegExp) return wanted.test(String(value)) && value !== undefined;
  if (!Array.isArray(wanted)) return value === wanted;
  if (!Array.isArray(value) || value.length !== wanted.length) return false;
  return wanted.every((each: Wanted, place) => fits(value[place], each));
}

function judgeCall(call: PageCall, sent: { readonly path: string; readonly body: string }): Judged {
  const wrong: string[] = [];
  if (!sent.path.endsWith(call.path)) wrong.push(`${sent.path} is not ${call.path}`);
  const whole = z.record(z.string(), z.unknown()).parse(JSON.parse(sent.body));
  const body = flatten(whole);
  for (const [names, wanted] of Object.entries(call.fields)) {
    const present = names.split('|').filter((name) => body[name] !== undefined);
    const [only] = present;
    const isRight = present.length === 1 && only !== undefined && fits(body[only], wanted);
    if (!isRight) wrong.push(`${names} is ${JSON.stringify(present.map((name) => body[name]))}`);
  }
  const tops = new Set(
    Object.keys(body).map((name) => name.split('.').slice(0, depthOf(call)).join('.')),
  );
  const beside = depthOf(call) === 2 ? ['request_type', 'callback_url', 'provider'] : REPORTS;
  const extra = [...tops].filter((name) => !call.all.includes(name) && !beside.includes(name));
  wrong.push(...extra.map((name) => `${name} is not on the page`));
  return { items: 2 + Object.keys(call.fields).length, wrong, missing: [] };
}

/** Where the page's fields stand: at the top, or in `input`. */
const depthOf = ({ all }: PageCall): number => (all[0]?.startsWith('input.') === true ? 2 : 1);

/** Of every call that can be reported. */
const REPORTS = ['webhook', 'callback_url', 'callBackUrl', 'notifyHook'];

async function judge(
  bench: VendorBench,
  page: FollowUpPage,
  parents: Map<string, Promise<VendorParent>>,
  followUp: FollowUp,
): Promise<Judged> {
  const expected = page.read(followUp);
  if (expected === 'by-list') return { ...RIGHT, items: 0 };
  const name = nameOf(followUp);
  const isMade = page.versions === 'all' || page.versions.includes(followUp.version);
  const needsVideo = followUp.action.startsWith('extend-');
  if (needsVideo && bench.vendor.capabilities.actions['animate-low'] === undefined) {
    return expected === null ? RIGHT : { ...RIGHT, missing: [name] };
  }
  if (!isMade) return { ...RIGHT, items: 0 };
  const parent = await parentOf(bench, parents, followUp);
  const request = await requestOf(followUp, parent);
  const offered = await isOffered(bench, followUp, request);
  if (expected === null) {
    return offered ? { ...RIGHT, wrong: [`${name}: offered, and the page has no call`] } : RIGHT;
  }
  if (!offered) return { ...RIGHT, missing: [name] };
  const before = bench.emulator.requests.length;
  try {
    await runPlan(bench, request);
  } catch (error) {
    return { ...RIGHT, wrong: [`${name}: ${error instanceof Error ? error.message : ''}`] };
  }
  const sent = bench.emulator.requests
    .slice(before)
    .filter(
      ({ method, path }) => method === 'POST' && !/\/(?:tasks|list-by-condition)$/.test(path),
    );
  if (sent.length !== expected.length) {
    return { ...RIGHT, wrong: [`${name}: ${sent.map(({ path }) => path).join(', ')}`] };
  }
  const calls = expected.map((call, place) => {
    const each = sent[place];
    return each === undefined ? RIGHT : judgeCall(call, each);
  });
  return {
    items: calls.reduce((sum, { items }) => sum + items, 0),
    wrong: calls.flatMap(({ wrong }) => wrong.map((why) => `${name}: ${why}`)),
    missing: [],
  };
}

const vendors = await loadVendors();

test('there are more than fifty different follow-ups, and a page of every vendor', () => {
  expect(new Set(FOLLOW_UPS.map(nameOf)).size).toBeGreaterThan(70);
  const named = new Set(Object.values(FOLLOW_UP_PAGES).map(({ vendor }) => vendor));
  expect([...named].toSorted()).toEqual(vendors.map(({ name }) => name).toSorted());
});

/** Items that the follow-ups touch; all of them are right, and none is missing. */
const ITEMS: Readonly<Record<string, number>> = {
  acedata: 663,
  apiframe: 307,
  apimart: 465,
  midapi: 129,
  'apixo C': 144,
  'apixo B': 182,
  mjproxy: 610,
};

test.for(Object.entries(FOLLOW_UP_PAGES))('%s', async ([name, page]) => {
  const definition = vendors.find((each) => each.name === page.vendor);
  if (definition === undefined) throw new Error('no such vendor');
  await using bench = await openBench(definition, page.environment);
  for (const fault of page.faults ?? []) bench.emulator.faults.set(fault, true);
  const parents = new Map<string, Promise<VendorParent>>();
  let right = 0;
  const wrong: string[] = [];
  const missing: string[] = [];
  for (const followUp of FOLLOW_UPS) {
    const judged = await judge(bench, page, parents, followUp);
    right += judged.items - judged.missing.length;
    wrong.push(...judged.wrong);
    missing.push(...judged.missing);
  }
  expect(wrong).toEqual([]);
  expect(missing).toEqual([]);
  expect(right, 'items, as counted on its page').toBe(ITEMS[name]);
});
