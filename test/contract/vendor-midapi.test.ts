/** What only MidAPI does, against its emulator. */
import { expect, test } from 'vitest';
import midapi from '#vendors/specs/midapi/midapi.ts';
import {
  JOB_MS,
  makeParentFor,
  openBench,
  outputOf,
  QUEUE_MS,
  requestFor,
  runPlan,
  submissionFor,
  ticketOf,
} from './vendor-bench.ts';

const open = () => openBench(midapi, { MIDAPI_WEBHOOK_KEY: 'webhook-key' });
const submission = submissionFor(requestFor('imagine'));

test('a record that comes late leaves the job unharmed', async () => {
  await using bench = await open();
  bench.emulator.faults.set('late-record', true);
  const ticket = ticketOf(await bench.vendor.submit(submission));
  bench.clock.advance(QUEUE_MS + JOB_MS);
  for (let look = 0; look < 2; look++) {
    expect(await bench.vendor.check(ticket)).toMatchObject({
      kind: 'unreachable',
      failure: { kind: 'not-found' },
    });
  }
  expect(outputOf(await bench.vendor.check(ticket)).pictures).toHaveLength(4);
});

test.for([
  [422, 'not-found'],
  [455, 'unavailable'],
  [501, 'unavailable'],
] as const)('code %d about a task leaves the job unharmed: %s', async ([status, kind]) => {
  await using bench = await open();
  const ticket = ticketOf(await bench.vendor.submit(submission));
  bench.emulator.faults.set('answer-with', { status, on: ['check'] });
  expect(await bench.vendor.check(ticket)).toMatchObject({
    kind: 'unreachable',
    failure: { kind },
  });
});

test('a result told as text is a result', async () => {
  await using bench = await open();
  bench.emulator.faults.set('text-result', true);
  expect((await runPlan(bench, requestFor('imagine'))).pictures).toHaveLength(4);
});

test.for([
  [402, 'refused out-of-credit'],
  [422, 'refused input-refused'],
  [429, 'refused rate-limited'],
  [433, 'refused out-of-credit'],
  [455, 'refused unavailable'],
  [500, 'lost lost'],
  [501, 'refused generation-failed'],
  [505, 'refused unavailable'],
  [550, 'lost lost'],
] as const)(
  'code %d means the same inside a 200 and as a status: %s',
  async ([status, expected]) => {
    await using bench = await open();
    for (const isStatus of [false, true]) {
      bench.emulator.faults.set('http-status', isStatus);
      bench.emulator.faults.set('answer-with', { status, times: 1 });
      const outcome = await bench.vendor.submit(submission);
      const kind = outcome.kind === 'accepted' ? '' : outcome.failure.kind;
      expect(`${outcome.kind} ${kind}`).toBe(expected);
    }
  },
);

test('a prompt that was judged is moderated, not merely refused', async () => {
  await using bench = await open();
  const text = 'Your prompt violates the content policy';
  bench.emulator.faults.set('answer-with', { status: 400, text });
  expect(await bench.vendor.submit(submission)).toMatchObject({ failure: { kind: 'moderated' } });
});

test('signed deliveries are genuine, and those in between are not final', async () => {
  await using bench = await open();
  bench.emulator.faults.set('signed-callback', true);
  bench.emulator.faults.set('interim-callback', true);
  const verdicts: unknown[] = [];
  bench.emulator.events.listen((event) => {
    if (event.kind !== 'delivered') return;
    const { headers, body } = event.delivery;
    const delivery = { headers, rawBody: Buffer.from(body) };
    verdicts.push(bench.configured.specification.webhook?.verify(delivery));
  });
  await bench.vendor.submit(submission);
  bench.clock.advance(QUEUE_MS + JOB_MS);
  await bench.emulator.events.until(() => verdicts.length >= 3, { what: 'three deliveries' });
  const genuine = { kind: 'genuine', task: expect.stringMatching(/^mj_task_/) };
  expect(verdicts).toEqual(
    expect.arrayContaining([
      { ...genuine, final: false },
      { ...genuine, final: true },
    ]),
  );
});

test.for([-1, 4])('picture %d is outside of the emulated range', async (imageIndex) => {
  await using bench = await open();
  const reply = await fetch(`${bench.emulator.baseUrl}/api/v1/mj/generateVary`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bench.emulator.apiKey}` },
    body: JSON.stringify({ taskId: 'mj_task_1', imageIndex }),
  });
  expect(await reply.json()).toMatchObject({ code: 422 });
});

test.for([
  ['usually', false, 4],
  ['where it is one', true, 1],
] as const)(
  'an extension’s films are all taken %s, and none is offered to go on',
  async ([, isSingle, count]) => {
    await using bench = await open();
    bench.emulator.faults.set('single-extension', isSingle);
    const parent = await makeParentFor(bench, 'extend-low', 2);
    const { videos, handle } = await runPlan(bench, requestFor('extend-low', { parent }));
    expect(videos).toHaveLength(count);
    expect(bench.vendor.allowedActions(handle)).toEqual([]);
    expect(bench.vendor.allowedActions(parent.handle)).toBeNull();
  },
);

test('a film that is not there cannot be extended: refused, and nothing is billed', async () => {
  await using bench = await open();
  const parent = await makeParentFor(bench, 'extend-low', 2);
  const jobs = bench.emulator.jobs().length;
  const handle = { ...Object(parent.handle), taskId: 'mj_task_gone' };
  const request = requestFor('extend-low', { parent: { ...parent, handle } });
  expect((await bench.vendor.submit(submissionFor(request))).kind).toBe('refused');
  expect(bench.emulator.jobs()).toHaveLength(jobs);
});
