/** What a specification can say beyond the plain case: a vendor made up for the purpose says it all. */
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { VendorSubmission } from '#ports/vendor.ts';
import { defineVendor, type VendorSpecification } from '#vendors/define-vendor.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';

const reportedSchema = z.object({ told: z.string() });

const specification: VendorSpecification = {
  capabilities: {
    actions: { imagine: {}, vary: {} },
    speeds: ['fast'],
    promptCharactersMax: 100,
    imagePrompts: false,
    parameters: 'all',
  },
  limits: { concurrency: 1, firstCheckMs: 1, checkEveryMs: 1, deadlineMs: 1_000 },
  prices: { unit: 'USD', perJob: { imagine: 0.1 } },
  idempotent: false,
  authorization: { authorization: 'Bearer secret-key' },
  stepCount: () => 1,
  submit: ({ request }) => ({
    kind: 'request',
    request: { method: 'POST', path: '/make', json: { prompt: request.prompt } },
  }),
  // It answers with the result itself: the ticket is the answer, and checking asks nobody.
  readSubmit: (reply) => {
    const read = reportedSchema.safeParse(reply.json);
    if (!read.success) return null;
    if (read.data.told === 'broken reader') throw new Error('reader');
    return { kind: 'accepted', ticket: { told: read.data.told } };
  },
  check: (ticket) => {
    const { told } = reportedSchema.parse(ticket);
    const output = {
      pictures: [],
      composite: { kind: 'url', url: told },
      handle: {},
      seed: 7,
    } as const;
    return { kind: 'answered', outcome: { kind: 'finished', output } };
  },
  readCheck: () => null,
  readError: (reply) => {
    const read = z.object({ code: z.number(), words: z.string() }).safeParse(reply.json);
    if (!read.success || read.data.code === 200) return null;
    return { code: String(read.data.code), detail: read.data.words };
  },
  failures: { submit: { 23: { outcome: 'refused', kind: 'rate-limited' } } },
  find: {
    request: ({ idempotencyKey }) => ({ method: 'GET', path: `/list?mark=${idempotencyKey}` }),
    read: (reply) => {
      const read = z.array(reportedSchema).safeParse(reply.json);
      if (!read.success) return { kind: 'unknown' };
      const [first] = read.data;
      return first === undefined ? { kind: 'absent' } : { kind: 'found', ticket: first };
    },
  },
  balance: {
    request: { method: 'GET', path: '/balance' },
    read: (reply) => {
      const read = z.object({ left: z.number() }).safeParse(reply.json);
      return read.success ? { amount: read.data.left, unit: 'USD' } : null;
    },
  },
};

/** The same with one call about many tickets, and one about each. */
const listing: VendorSpecification = {
  ...specification,
  check: () => ({ kind: 'request', request: { method: 'GET', path: '/one' } }),
  readCheck: () => ({ kind: 'running', percent: 5, preview: null }),
  checkMany: {
    ticketsMax: 9,
    request: () => ({ method: 'GET', path: '/many' }),
    read: (_, tickets) => tickets.map(() => ({ kind: 'running', percent: 7, preview: null })),
  },
};

const definitionOf = (specified: VendorSpecification) =>
  defineVendor({
    name: 'toy',
    label: 'Toy',
    defaultBaseUrl: null,
    keyNeeded: false,
    switches: z.object({}),
    specify: () => specified,
  });
const definition = definitionOf(specification);

type Answer = { status: number; body: string; headers?: Readonly<Record<string, string>> };

const setup = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  setupWith(definition, () => ({ status, body, headers }));

async function setupWith(
  toy: ReturnType<typeof definitionOf>,
  answer: (path: string | undefined) => Answer,
) {
  const paths: string[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url ?? '');
    const { status, body, headers } = answer(url);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const configuration = toy.configure({ TOY_BASE_URL: `http://127.0.0.1:${port}/api` });
  if (configuration.kind !== 'configured') throw new Error('The toy cannot be configured');
  const vendor = createHttpVendor(configuration.vendor, { clock: { nowMs: () => 0 } });
  return {
    vendor,
    paths,
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await vendor.close?.();
    },
  };
}

const parent = { action: 'imagine', cell: 1, prompt: 'a fox', handle: {} } as const;
const submission = (more: Partial<VendorSubmission['request']> = {}): VendorSubmission => ({
  request: {
    action: 'imagine',
    cell: null,
    prompt: 'a fox',
    speed: 'fast',
    parent: null,
    mask: null,
    ...more,
  },
  stepIndex: 0,
  previous: [],
  idempotencyKey: 'mark-1',
  webhookUrl: null,
});

test('a vendor without a key is turned on by its base URL, and trusts its own origin', async () => {
  await using bench = await setup(200, '{}');
  expect(definition.configure({}).kind).toBe('absent');
  expect(bench.vendor.trustedOrigins).toEqual([`http://127.0.0.1:${bench.port}`]);
});

test('an answer that is the result itself needs no check', async () => {
  await using bench = await setup(200, '{"told":"https://a.example/1.png"}');
  const outcome = await bench.vendor.submit(submission());
  if (outcome.kind !== 'accepted') throw new Error('not accepted');
  expect(await bench.vendor.check(outcome.ticket)).toMatchObject({
    kind: 'finished',
    output: { composite: { url: 'https://a.example/1.png' }, seed: 7 },
  });
  expect(bench.paths).toEqual(['/api/make']);
});

test.for([
  [
    'an error inside a 200, by the vendor’s own code',
    200,
    '{"code":23,"words":"full"}',
    'refused rate-limited',
  ],
  [
    'an error inside a 200, by a code like a status',
    200,
    '{"code":402,"words":"empty"}',
    'refused out-of-credit',
  ],
  ['a 200 that is neither', 200, '{"code":200,"words":"ok"}', 'lost garbled'],
  ['a reader that fails on an accepted job', 200, '{"told":"broken reader"}', 'lost garbled'],
  ['an empty 200', 200, '', 'lost garbled'],
  ['a 404 for a job without parent', 404, '', 'refused unavailable'],
] as const)('%s', async ([, status, body, expected]) => {
  await using bench = await setup(status, body);
  const outcome = await bench.vendor.submit(submission());
  const kind = outcome.kind === 'accepted' ? '' : outcome.failure.kind;
  expect(`${outcome.kind} ${kind}`).toBe(expected);
});

test('a 404 for a follow-up is about its parent', async () => {
  await using bench = await setup(404, '');
  expect(await bench.vendor.submit(submission({ action: 'vary', parent }))).toMatchObject({
    kind: 'refused',
    failure: { kind: 'action-unavailable' },
  });
});

test('a step beyond the plan is never sent', async () => {
  await using bench = await setup(200, '{"told":"x"}');
  const outcome = await bench.vendor.submit({ ...submission(), stepIndex: 1 });
  expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'internal' } });
  expect(bench.paths).toEqual([]);
});

test('a failure tells the vendor’s words and the id of its request', async () => {
  const headers = { 'x-request-id': 'req-9', 'retry-after': '3' };
  await using bench = await setup(200, '{"code":23,"words":"full"}', headers);
  expect(await bench.vendor.submit(submission())).toMatchObject({
    failure: { detail: 'HTTP 200: full (request req-9)', retryAfterMs: 3_000 },
  });
});

test.for([
  ['[{"told":"x"}]', 200, { kind: 'found', ticket: { told: 'x' } }],
  ['[]', 200, { kind: 'absent' }],
  ['<html>', 200, { kind: 'unknown' }],
  ['[]', 500, { kind: 'unknown' }],
] as const)('looking for a lost submission: %s with %d', async ([body, status, expected]) => {
  await using bench = await setup(status, body);
  expect(await bench.vendor.find?.(submission())).toEqual(expected);
  expect(bench.paths).toEqual(['/api/list?mark=mark-1']);
});

test.for([
  ['{"left":1.5}', 200, { amount: 1.5, unit: 'USD' }],
  ['{}', 200, null],
  ['{"left":1.5}', 403, null],
] as const)('a balance of %s with %d', async ([body, status, expected]) => {
  await using bench = await setup(status, body);
  expect(await bench.vendor.balance?.()).toEqual(expected);
});

test.for([
  [404, '', [5, 5]],
  [405, 'Method Not Allowed', [5, 5]],
  [400, '{"code":400,"words":"no such call"}', [5, 5]],
  [200, '{"code":4,"words":"no such call"}', [5, 5]],
  // The service is away, or wants to be asked less: that holds for each of them.
  [502, '', ['unavailable', 'unavailable']],
  [429, '', ['rate-limited', 'rate-limited']],
] as const)('a list that answers %d %s', async ([status, body, expected]) => {
  await using bench = await setupWith(definitionOf(listing), (path) =>
    path === '/api/many' ? { status, body } : { status: 200, body: '{}' },
  );
  const outcomes = await Promise.all([1, 2].map((ticket) => bench.vendor.check(ticket)));
  const told = outcomes.map((outcome) =>
    outcome.kind === 'running' ? outcome.percent : 'failure' in outcome && outcome.failure.kind,
  );
  expect(told).toEqual(expected);
});
