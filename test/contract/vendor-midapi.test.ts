/** What only MidAPI does, against its emulator. */
import { expect, test } from 'vitest';
import { jobTerms } from '#application/vendors/job-terms.ts';
import { requestOf } from '#application/vendors/vendor-obstacle.ts';
import { DEFAULT_PRICES } from '#domain/price.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import midapi from '#vendors/specs/midapi/midapi.ts';
import {
  configure,
  JOB_MS,
  makeParent,
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
  [500, 'unavailable'],
] as const)('code %d about a task leaves the job unharmed: %s', async ([status, kind]) => {
  await using bench = await open();
  const ticket = ticketOf(await bench.vendor.submit(submission));
  bench.emulator.faults.set('answer-with', { status, on: ['check'] });
  expect(await bench.vendor.check(ticket)).toMatchObject({
    kind: 'unreachable',
    failure: { kind },
  });
});

test('code 501 about a task is its end, as the page says: generation failed', async () => {
  await using bench = await open();
  const ticket = ticketOf(await bench.vendor.submit(submission));
  bench.emulator.faults.set('answer-with', { status: 501, on: ['check'] });
  expect(await bench.vendor.check(ticket)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'generation-failed' },
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
  'an extension’s videos are all taken %s, and none is offered to go on',
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

test('a video that is not there cannot be extended: refused, and nothing is billed', async () => {
  await using bench = await open();
  const parent = await makeParentFor(bench, 'extend-low', 2);
  const jobs = bench.emulator.jobs().length;
  const handle = { ...Object(parent.handle), taskId: 'mj_task_gone' };
  const request = requestFor('extend-low', { parent: { ...parent, handle } });
  expect((await bench.vendor.submit(submissionFor(request))).kind).toBe('refused');
  expect(bench.emulator.jobs()).toHaveLength(jobs);
});

/** What arrived at the emulator for a prompt that it took. */
async function sentFor(
  prompt: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  await using bench = await openBench(midapi, environment);
  ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt }))));
  return JSON.parse(bench.emulator.requests.at(-1)?.body ?? '');
}

const PERSON = 'https://pictures.example/person.png';
const STYLE = 'https://pictures.example/style.png';

test.for<[string, unknown]>([
  [
    `a cat --v 7 --oref ${PERSON} --ow 500`,
    { taskType: 'mj_omni_reference', prompt: 'a cat', fileUrls: [PERSON], ow: 500, version: '7' },
  ],
  [`a cat --v 7 --oref ${PERSON}`, { taskType: 'mj_omni_reference', fileUrls: [PERSON] }],
  [`a cat --sref ${STYLE}`, { taskType: 'mj_style_reference', prompt: 'a cat', fileUrls: [STYLE] }],
  [
    `a cat --sref ${STYLE} ${PERSON}`,
    { taskType: 'mj_style_reference', prompt: 'a cat', fileUrls: [STYLE, PERSON] },
  ],
  // One request has one kind of reference; what has no field stays a flag.
  [
    `a cat --v 7 --oref ${PERSON} --sref ${STYLE}`,
    { taskType: 'mj_omni_reference', prompt: `a cat --sref ${STYLE}`, fileUrls: [PERSON] },
  ],
  [
    `${PERSON} a cat --sref ${STYLE}`,
    { taskType: 'mj_img2img', prompt: `a cat --sref ${STYLE}`, fileUrls: [PERSON] },
  ],
  [
    'a cat --sref 1234567 --sw 200',
    { taskType: 'mj_txt2img', prompt: 'a cat --sref 1234567 --sw 200' },
  ],
  [`a cat --sref ${STYLE}::2`, { taskType: 'mj_txt2img', prompt: `a cat --sref ${STYLE}::2` }],
])('the references of %s have their fields', async ([prompt, body]) => {
  expect(await sentFor(prompt)).toMatchObject(Object(body));
});

test('a chaos between two steps is refused before it is sent, and the nearest step is named', async () => {
  expect(await sentFor('a cat --c 35')).toMatchObject({ prompt: 'a cat', variety: 35 });
  await using bench = await openBench(midapi, {});
  for (const [value, nearest] of [
    [12, 10],
    [13, 15],
    [99, 100],
  ]) {
    expect(
      bench.vendor.plan(requestFor('imagine', { prompt: `a cat --c ${value}` })),
    ).toMatchObject({
      kind: 'refused',
      failure: { kind: 'input-refused', cause: { kind: 'between-steps', value, nearest } },
    });
  }
  expect(bench.emulator.requests).toEqual([]);
});

test.for(['relax', 'fast', 'turbo'] as const)(
  'an omni reference requested %s is shown, charged and sent as fast',
  async (requested) => {
    await using bench = await open();
    const requirements = (prompt: string) => ({
      ...({ action: 'imagine', parsed: parsePrompt(prompt), speed: requested } as const),
    });
    const context = {
      vendors: [bench.vendor],
      settings: {
        ...{ monthlyCredits: 0, memberQueue: { running: 1, waiting: 1 }, publicUrl: null },
        ...{ prices: DEFAULT_PRICES, vendorDailyCeiling: {}, operatorIds: [] },
        ...({ vendorPolicy: 'order', unitUsd: {} } as const),
      },
    } as const;
    const termsOf = (prompt: string) => jobTerms(context, bench.vendor.name, requirements(prompt));
    expect(termsOf(`a cat --v 7 --oref ${PERSON}`)).toMatchObject({
      speed: 'fast',
      credits: termsOf('a cat --v 7').credits * { relax: 2, fast: 1, turbo: 0.5 }[requested],
    });
    const request = requestOf(bench.vendor, requirements(`a cat --v 7 --oref ${PERSON}`));
    expect(request.speed).toBe('fast');
    ticketOf(await bench.vendor.submit(submissionFor(request)));
    expect(bench.emulator.requests.at(-1)?.body).not.toContain('speed');
    expect(termsOf('a cat --v 7').speed).toBe(requested);
  },
);

test.for(['21:9', '7:4', '3:1'])('a ratio that has no value, %s, is refused unsent', async (ar) => {
  await using bench = await open();
  const request = requestFor('imagine', { prompt: `a cat --ar ${ar}` });
  expect(await bench.vendor.submit(submissionFor(request))).toMatchObject({
    kind: 'refused',
    failure: { kind: 'input-refused' },
  });
  expect(bench.emulator.requests).toEqual([]);
});

test.for([
  ['a red fox --ar 16:9', '16:9'],
  ['a red fox', '1:1'],
  // A video has its picture's shape; the list's nearest is the least that is cut off.
  ['a red fox --ar 21:9', '2:1'],
] as const)('a video of %s says its ratio, %s', async ([prompt, aspectRatio]) => {
  await using bench = await open();
  const parent = { ...(await makeParent(bench, 2)), prompt };
  const request = requestFor('animate-low', { prompt: 'it moves', parent });
  ticketOf(await bench.vendor.submit(submissionFor(request)));
  expect(JSON.parse(bench.emulator.requests.at(-1)?.body ?? '')).toMatchObject({ aspectRatio });
});

test('a watermark is the operator’s, on everything that is made', async () => {
  const environment = { MIDAPI_WATERMARK: 'my_watermark' };
  expect(await sentFor('a cat', environment)).toMatchObject({ waterMark: 'my_watermark' });
  expect(await sentFor('a cat')).not.toHaveProperty('waterMark');
  await using bench = await openBench(midapi, environment);
  const parent = await makeParentFor(bench, 'vary', 2);
  await runPlan(bench, requestFor('vary', { parent }));
  const vary = bench.emulator.requests.findLast(({ path }) => path.endsWith('generateVary'));
  expect(JSON.parse(vary?.body ?? '')).toMatchObject({ waterMark: 'my_watermark' });
});

test('its own translation is asked for, for pictures and videos, where the words want it', async () => {
  await using bench = await open();
  const lastBody = () => JSON.parse(bench.emulator.requests.at(-1)?.body ?? '');
  const words = { prompt: '霧の中の狐', translate: true } as const;
  ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine', words))));
  expect(lastBody()).toMatchObject({ prompt: '霧の中の狐', enableTranslation: true });
  const parent = await makeParent(bench, 2);
  const video = requestFor('animate-low', { ...words, parent });
  ticketOf(await bench.vendor.submit(submissionFor(video)));
  expect(lastBody()).toMatchObject({ taskType: 'mj_video', enableTranslation: true });
  ticketOf(await bench.vendor.submit(submission));
  expect(lastBody()).not.toHaveProperty('enableTranslation');
});

test('the upscale that its page documents is offered, unless it is switched off', () => {
  const actionsWith = (environment: Readonly<Record<string, string>>) =>
    configure(midapi, 'http://127.0.0.1:9', 'key', environment).specification.capabilities.actions;
  expect(actionsWith({})).toHaveProperty('upscale-subtle');
  expect(actionsWith({ MIDAPI_UPSCALE: 'false' })).not.toHaveProperty('upscale-subtle');
});
